"""The front door: what this is, in which language, and the small print."""

from tmcard.web.home.views import blueprint

__all__ = ["blueprint"]
