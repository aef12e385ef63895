"""The doors that mails and texts lead to: renew a card without signing in, and back to what was paid."""

from tmcard.web.doors import again, paying
from tmcard.web.doors.views import blueprint

__all__ = ["again", "blueprint", "paying"]
