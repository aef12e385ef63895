"""A payment: one attempt to pay an order. The only source of its states."""

from datetime import timedelta
from enum import StrEnum

from tmcard.domain.states import move

#: PayPal forgets an order three hours after its creation; we stop offering it a little earlier.
APPROVAL_LIFETIME = timedelta(hours=2, minutes=45)
#: PayPal remembers a capture's request id for six hours; after that we only ask, never repeat.
CAPTURE_REPEATABLE_FOR = timedelta(hours=5, minutes=30)
#: PayPal has forgotten our request ids by then: nothing that we sent can still become a capture.
CLOSABLE_AFTER = timedelta(hours=6)
#: PayPal reviews most payments within a day; after that a person should look at one that is still held.
PENDING_TOLD_AFTER = timedelta(hours=24)


class PaymentStatus(StrEnum):
    """Where a payment stands. `capturing` and `refunding` are claims: the outcome may be unknown."""

    CREATED = "created"
    APPROVED = "approved"
    CAPTURING = "capturing"
    PENDING = "pending"
    CAPTURED = "captured"
    DECLINED = "declined"
    EXPIRED = "expired"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class Method(StrEnum):
    """How a payer pays. What the payment service is asked for depends on it, so an attempt never changes its own."""

    PAYPAL = "paypal"
    CARD = "card"
    APPLE_PAY = "apple_pay"


S = PaymentStatus
FINAL = frozenset({S.DECLINED, S.EXPIRED, S.REFUNDED})
#: Nobody may begin another payment of the same order while one of these may still take the money.
UNDECIDED = frozenset({S.CAPTURING, S.PENDING})
#: The payer's money is, or was, with us.
TAKEN = frozenset({S.CAPTURED, S.REFUNDING, S.REFUNDED})

MOVES = {
    "approval_seen": move(S.APPROVED, S.CREATED),
    "capture_begun": move(S.CAPTURING, S.APPROVED),
    "capture_retried": move(S.APPROVED, S.CAPTURING),
    "capture_pending": move(S.PENDING, S.CREATED, S.APPROVED, S.CAPTURING),
    "captured": move(S.CAPTURED, S.CREATED, S.APPROVED, S.CAPTURING, S.PENDING),
    "declined": move(S.DECLINED, S.CREATED, S.APPROVED, S.CAPTURING, S.PENDING),
    "expired": move(S.EXPIRED, S.CREATED, S.APPROVED),
    "forgotten": move(S.EXPIRED, S.CAPTURING),
    "closed_by_staff": move(S.EXPIRED, S.CAPTURING, S.PENDING),
    "refund_begun": move(S.REFUNDING, S.CAPTURED),
    "refunded": move(S.REFUNDED, S.REFUNDING, S.CAPTURED),
    "refunded_in_part": move(S.CAPTURED, S.REFUNDING),
    "refund_failed": move(S.CAPTURED, S.REFUNDING),
}
