"""The owners' side of links for guests: make one, pass it on, see what was paid through it, take it back."""

from tmcard.web.sharing import making
from tmcard.web.sharing.views import blueprint

__all__ = ["blueprint", "making"]
