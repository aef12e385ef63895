"""Why paying through a link did not begin, to be said on the page that it was to begin on. No money moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.services import paying

RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A headline, what to do, and how it is answered."""

    headline: LazyString
    advice: LazyString
    status: int = 409

    def on(self, response: Response) -> Response:
        """The answer that tells it, with when to try again where that can help."""
        response.status_code = self.status
        if self.status == 503:
            response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response


#: What has nothing to do with the plan.
TROUBLES: Mapping[type[Exception], Said] = {
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
