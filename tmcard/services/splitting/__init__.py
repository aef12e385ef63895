"""One price between several payers: the renewal happens when all have paid, else everybody gets it back."""

from tmcard.services.splitting.making import again, cancel, make, share_for
from tmcard.services.splitting.paying import has_room, hindrance, place
from tmcard.services.splitting.watching import Told, told, told_of_link, wake, watch

__all__ = [
    "Told",
    "again",
    "cancel",
    "has_room",
    "hindrance",
    "make",
    "place",
    "share_for",
    "told",
    "told_of_link",
    "wake",
    "watch",
]
