"""Which plan is cheapest for one card: for the next days, or for a journey."""

from tmcard.web.advice.views import blueprint

__all__ = ["blueprint"]
