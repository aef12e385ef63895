"""What is written to an owner: turned off, and on again, by the link in a mail, without signing in."""

from tmcard.web.unsubscribe import confirming as confirming
from tmcard.web.unsubscribe.views import blueprint

__all__ = ["blueprint", "confirming"]
