"""Where vendors push their news."""

from tmcard.web.webhooks import carriers, sms
from tmcard.web.webhooks.views import blueprint

__all__ = ["blueprint", "carriers", "sms"]
