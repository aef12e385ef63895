"""The account page, with the clock standing still."""

from tests.web.visits import listed, session, visit

__all__ = ["listed", "session", "visit"]
