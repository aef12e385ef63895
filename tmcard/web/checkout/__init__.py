"""From the quote to the receipt: review, pay, come back, watch."""

from tmcard.web.checkout import attempts, keep, pay, queue, receipt
from tmcard.web.checkout.views import blueprint

__all__ = ["attempts", "blueprint", "keep", "pay", "queue", "receipt"]
