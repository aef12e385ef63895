"""What an order's page says: one state, chosen from the order, the payment it speaks of, and the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.store.models import Order, Payment

#: Renewing for longer is said to be unusual.
USUAL = timedelta(minutes=2)
#: How long to wait before asking again, by the age of what is watched: soon at first, then ever more patiently.
POLLS = ((4, 1), (8, 2), (20, 3), (60, 5), (300, 8), (900, 15))
SLOWEST_POLL_SECONDS = 30
#: Refusals that the payer can mend at the payment service, within the same attempt.
MENDABLE = frozenset({"instrument_declined", "payer_action_required"})


class State(StrEnum):
    """Everything the page of an order can have to say, once paying has begun."""

    WAITING = "waiting"
    MENDABLE = "mendable"
    CHECKING = "checking"
    PENDING = "pending"
    RENEWING = "renewing"
    SLOW = "slow"
    HELD = "held"
    CREDITED = "credited"
    DECLINED = "declined"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    RETURNING = "returning"
    RETURNED = "returned"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


S, P = State, PaymentStatus
#: Nothing more comes of these by itself.
FINAL = frozenset({S.CREDITED, S.DECLINED, S.STOPPED, S.LAPSED, S.RETURNED, S.REFUNDED, S.EXPIRED, S.CANCELLED})
#: Ended attempts whose reason is ours: the money was never asked for.
OURS = ("plan_withdrawn", "card_", "order_ended", "mismatch")
BY_ORDER = {
    OrderStatus.HELD: S.HELD,
    OrderStatus.CREDITED: S.CREDITED,
    OrderStatus.REFUNDING: S.REFUNDING,
    OrderStatus.REFUNDED: S.REFUNDED,
    OrderStatus.EXPIRED: S.EXPIRED,
    OrderStatus.CANCELLED: S.CANCELLED,
}
BY_PAYMENT = {
    P.CREATED: S.WAITING,
    P.APPROVED: S.WAITING,
    P.CAPTURING: S.CHECKING,
    P.PENDING: S.PENDING,
    P.CAPTURED: S.CHECKING,
    P.DECLINED: S.DECLINED,
    P.EXPIRED: S.LAPSED,
    P.REFUNDING: S.RETURNING,
    P.REFUNDED: S.RETURNED,
}
#: An attempt in one of these matters more than an order that ended unpaid: money is, or may be, involved.
MONEY = frozenset({S.CHECKING, S.PENDING, S.RETURNING, S.RETURNED})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows. `steps` are the states of: payment received, renewing, ready (or: money returned)."""

    state: State
    steps: tuple[str, str, str] | None
    poll_seconds: int
    tag: str

    @property
    def is_final(self) -> bool:
        """Whether watching any longer shows nothing new."""
        return self.state in FINAL


STEPS = {
    S.CHECKING: ("current", "waiting", "waiting"),
    S.PENDING: ("current", "waiting", "waiting"),
    S.RENEWING: ("done", "current", "waiting"),
    S.SLOW: ("done", "current", "waiting"),
    S.HELD: ("done", "waiting", "waiting"),
    S.CREDITED: ("done", "done", "done"),
    S.REFUNDING: ("done", "failed", "current"),
    S.REFUNDED: ("done", "failed", "done"),
}


def look(order: Order, payment: Payment | None, now: datetime) -> Seen | None:
    """What there is to watch, or None while paying has not begun and the order is to be reviewed."""
    state = _state(order, payment, now)
    if state is None:
        return None
    since = order.paid_at or (payment.created_at if payment is not None else order.created_at)
    poll_seconds = 0 if state in FINAL else poll_after(now - since)
    return Seen(state, STEPS.get(state), poll_seconds, f"{order.version}-{state}-{poll_seconds}")


def poll_after(age: timedelta) -> int:
    """Seconds until the next look at something that began `age` ago."""
    return next((seconds for limit, seconds in POLLS if age < timedelta(seconds=limit)), SLOWEST_POLL_SECONDS)


def _state(order: Order, payment: Payment | None, now: datetime) -> State | None:
    if order.status in (OrderStatus.PAID, OrderStatus.CREDITING):
        is_slow = order.paid_at is not None and now - order.paid_at > USUAL
        return S.SLOW if is_slow else S.RENEWING
    attempt = _attempt(payment)
    if attempt in MONEY and order.status in (OrderStatus.OPEN, OrderStatus.EXPIRED, OrderStatus.CANCELLED):
        return attempt
    return BY_ORDER.get(OrderStatus(order.status), attempt)


def _attempt(payment: Payment | None) -> State | None:
    if payment is None or (payment.approval_url is None and payment.status == P.CREATED):
        return None
    state, failure = BY_PAYMENT[PaymentStatus(payment.status)], payment.failure or ""
    if state is S.WAITING and failure in MENDABLE:
        return S.MENDABLE
    if failure == "refunded_elsewhere":
        return S.RETURNED
    return S.STOPPED if state is S.DECLINED and failure.startswith(OURS) else state
