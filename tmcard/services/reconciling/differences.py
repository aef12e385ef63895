"""What a comparison may find, and what our own doors can settle. What to do about the rest: docs/operations.md."""

from dataclasses import dataclass
from enum import StrEnum

from tmcard.domain.money import Money, exponent
from tmcard.store.models import Payment


class Code(StrEnum):
    """How two accounts of the same money differ."""

    CAPTURED_THERE_NOT_HERE = "captured_there_not_here"
    PENDING_THERE_NOT_HERE = "pending_there_not_here"
    DECLINED_THERE_NOT_HERE = "declined_there_not_here"
    REFUNDED_THERE_NOT_HERE = "refunded_there_not_here"
    PARTLY_REFUNDED_THERE = "partly_refunded_there"
    NOT_CAPTURED_THERE = "not_captured_there"
    NOT_REFUNDED_THERE = "not_refunded_there"
    AMOUNT_DIFFERS = "amount_differs"
    IDS_DIFFER = "ids_differ"
    REFUND_DIFFERS = "refund_differs"
    REFUND_UNKNOWN_HERE = "refund_unknown_here"
    DISPUTE_DIFFERS = "dispute_differs"
    TWO_CAPTURES = "two_captures"
    UNKNOWN_THERE = "unknown_there"
    UNREADABLE = "unreadable"
    #: From here on our books contradict themselves; the payment service is not asked.
    CAPTURED_FOR_NOTHING = "captured_for_nothing"
    PAID_WITHOUT_PAYMENT = "paid_without_payment"
    REFUND_MISSING = "refund_missing"
    REFUND_EXCEEDS_CAPTURE = "refund_exceeds_capture"
    DELIVERED_AND_TAKEN_BACK = "delivered_and_taken_back"
    JOURNAL_BROKEN = "journal_broken"


C = Code
#: `settle`, `reckon`, `carry_out` and `look` end in what the payment service says now; the others need a person.
SETTLEABLE = frozenset(
    {
        C.CAPTURED_THERE_NOT_HERE,
        C.PENDING_THERE_NOT_HERE,
        C.DECLINED_THERE_NOT_HERE,
        C.REFUNDED_THERE_NOT_HERE,
        C.REFUND_UNKNOWN_HERE,
        C.TWO_CAPTURES,
        C.DISPUTE_DIFFERS,
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where, what, and the two accounts in words. `payment_ref` is empty where an order is meant."""

    order_ref: str
    payment_ref: str
    code: Code
    ours: str
    theirs: str


def of(payment: Payment, code: Code, ours: str, theirs: str = "") -> Difference:
    """A difference in the account of `payment`."""
    return Difference(payment.order.ref, payment.ref, code, ours, theirs)


def text(amount: Money | None) -> str:
    """An amount for a table that people and programs read: `9.00 USD`."""
    if amount is None:
        return "none"
    digits = exponent(amount.currency)
    whole, part = divmod(abs(amount.amount_minor), 10**digits)
    sign = "-" if amount.amount_minor < 0 else ""
    return f"{sign}{whole}{f'.{part:0{digits}}' if digits else ''} {amount.currency}"
