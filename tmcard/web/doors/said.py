"""Why paying by a link to renew did not begin, to be said above the plan. No money moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.services import paying
from tmcard.services.quoting import NoSuchPlan, NotNow

RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A headline, what to do, and how it is answered."""

    headline: LazyString
    advice: LazyString
    status: int = 409


MOVED = Said(
    _("This has changed since the page was opened"),
    _("Nothing has been charged. Look at the plan, its price and its end once more, then pay."),
)
STOPS: Mapping[type[Exception], Said] = {
    NoSuchPlan: MOVED,
    NotNow: MOVED,
    paying.PlanWithdrawn: MOVED,
    paying.QuoteEnded: MOVED,
    paying.CarrierDown: Said(
        _("The carrier is not answering"),
        _("We take no money while the card could not be renewed. Wait a few minutes and try again."),
        503,
    ),
    paying.PaymentsUnavailable: Said(
        _("PayPal is not answering"), _("Wait a moment and try again. However often you try, you pay once."), 503
    ),
    paying.MethodRefused: Said(
        _("PayPal refused to begin this payment"), _("No money has been taken. Try again in a few minutes.")
    ),
}
