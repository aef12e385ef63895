"""What signed-in owners see and change of their own account."""

from tmcard.web.account import messages as messages
from tmcard.web.account.views import blueprint

__all__ = ["blueprint", "messages"]
