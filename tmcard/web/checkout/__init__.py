"""From the quote to the receipt: review, pay, come back, watch."""

from tmcard.web.checkout import pay
from tmcard.web.checkout.views import blueprint

__all__ = ["blueprint", "pay"]
