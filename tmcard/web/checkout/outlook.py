"""What the pay page's script is told after a look at the payment: one word, and what to say beside the thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.store.models import Order, Payment
from tmcard.web.checkout.states import MENDABLE
from tmcard.web.reasons import reason


class Outlook(StrEnum):
    """After the first three the order's own page tells the rest; after the others every way to pay stays open."""

    PAID = "paid"
    PENDING = "pending"
    CHECKING = "checking"
    RETRY = "retry"
    FAILED = "failed"


#: Ended attempts that the payer can follow by another in the same way.
TRY_AGAIN = frozenset({"three_d_secure_unclear", "not_approved", "lapsed"})
SAYINGS: Mapping[str, LazyString] = {
    "instrument_declined": _("That card or account was declined. No money has been taken. Use another one, or pay in "
                             "another way."),
    "payer_action_required": _("Your bank or PayPal asks you to confirm once more. No money has been taken. Please "
                               "try again."),
    "three_d_secure_failed": _("Your bank could not confirm that it is you. No money has been taken. Use another card, "
                               "or pay in another way."),
    "three_d_secure_unclear": _("Your bank gave no clear answer when we asked whether it is you. No money has been "
                                "taken. Try again, or pay in another way."),
    "lapsed": _("That took too long, and PayPal has closed the payment. No money has been taken. Please try again."),
}  # fmt: skip
DECLINED = _("The payment was declined. No money has been taken. Use another card or account, or pay in another way.")


@dataclass(frozen=True, slots=True)
class Told:
    """The word, and the sentence for the reader; empty where the next page says it."""

    state: Outlook
    message: str = ""


def outlook(order: Order, payment: Payment) -> Told:
    """Where the payment stands, as far as the pay page is concerned."""
    status, failure = PaymentStatus(payment.status), payment.failure or ""
    if payment.pays_order_id is not None:
        return Told(Outlook.PAID)
    if status is PaymentStatus.PENDING:
        return Told(Outlook.PENDING)
    if status in (PaymentStatus.CREATED, PaymentStatus.APPROVED) and failure in MENDABLE:
        return Told(Outlook.RETRY, str(SAYINGS[failure]))
    if status not in (PaymentStatus.DECLINED, PaymentStatus.EXPIRED) or order.status != OrderStatus.OPEN:
        return Told(Outlook.CHECKING)
    state = Outlook.RETRY if failure in TRY_AGAIN else Outlook.FAILED
    return Told(state, str(SAYINGS.get(failure) or reason(failure) or DECLINED))
