"""The guests' door: somebody was sent a link and pays for a card that is not theirs."""

from tmcard.web.guests import paying
from tmcard.web.guests.views import blueprint

__all__ = ["blueprint", "paying"]
