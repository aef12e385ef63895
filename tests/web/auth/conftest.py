"""The doors, with the clock standing still."""

from tests.web.visits import visit

__all__ = ["visit"]
