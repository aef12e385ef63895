"""What an order's page says: one state, chosen from the order, the payment it speaks of, and the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tmcard.domain import queueing
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.refunds import CANCELLED
from tmcard.store.models import Order, Payment

#: Renewing for longer is said to be unusual.
USUAL = timedelta(minutes=2)
#: How long to wait before asking again, by the age of what is watched: soon at first, then ever more patiently.
POLLS = ((4, 1), (8, 2), (20, 3), (60, 5), (300, 8), (900, 15))
SLOWEST_POLL_SECONDS = 30
#: A queued renewal may wait for months, a share for days.
POLL_QUEUED_SECONDS = 60
#: Refusals that the payer can mend at the payment service, within the same attempt.
MENDABLE = frozenset({"instrument_declined", "payer_action_required"})


class State(StrEnum):
    """Everything the page of an order can have to say, once paying has begun."""

    WAITING = "waiting"
    MENDABLE = "mendable"
    CHECKING = "checking"
    PENDING = "pending"
    QUEUED = "queued"
    POOLED = "pooled"
    RENEWING = "renewing"
    SLOW = "slow"
    OVERDUE = "overdue"
    HELD = "held"
    CREDITED = "credited"
    DECLINED = "declined"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    RETURNING = "returning"
    RETURNED = "returned"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


S, P = State, PaymentStatus
#: Nothing more comes of these by itself.
FINAL = frozenset({S.CREDITED, S.DECLINED, S.STOPPED, S.LAPSED, S.RETURNED, S.REFUNDED, S.WITHDRAWN, S.EXPIRED,
                   S.CANCELLED})  # fmt: skip
#: Ended attempts whose reason is ours: the money was never asked for.
OURS = ("plan_", "card_", "link_", "split_", "order_ended", "mismatch")
BY_ORDER = {
    OrderStatus.QUEUED: S.QUEUED,
    OrderStatus.POOLED: S.POOLED,
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
#: These wait for something that takes its time.
PATIENT = frozenset({S.QUEUED, S.POOLED})
#: What the end of an order is called whose owner cancelled it before it started.
CALLED_OFF = {S.REFUNDING: S.WITHDRAWING, S.REFUNDED: S.WITHDRAWN}
#: An attempt in one of these matters more than an order that ended unpaid: money is, or may be, involved.
MONEY = frozenset({S.CHECKING, S.PENDING, S.RETURNING, S.RETURNED})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows. `steps` are the states of: payment received, renewing, ready (or: money returned).

    `starts_by` is when a queued renewal starts at the latest.
    """

    state: State
    steps: tuple[str, str, str] | None
    poll_seconds: int
    tag: str
    starts_by: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether watching any longer shows nothing new."""
        return self.state in FINAL


STEPS = {
    S.CHECKING: ("current", "waiting", "waiting"),
    S.PENDING: ("current", "waiting", "waiting"),
    S.RENEWING: ("done", "current", "waiting"),
    S.SLOW: ("done", "current", "waiting"),
    S.OVERDUE: ("done", "current", "waiting"),
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
    since = order.worked_since or order.paid_at or (payment or order).created_at
    poll_seconds = 0 if state in FINAL else POLL_QUEUED_SECONDS if state in PATIENT else poll_after(now - since)
    tag = f"{order.version}-{state}-{poll_seconds}"
    if state is S.QUEUED:
        starts_by = queueing.starts_by(order.card.ends_at, order.paid_at or order.created_at)
        return Seen(state, None, poll_seconds, f"{tag}-{starts_by:%d%H%M}", starts_by)
    return Seen(state, STEPS.get(state), poll_seconds, tag)


def poll_after(age: timedelta) -> int:
    """Seconds until the next look at something that began `age` ago."""
    return next((seconds for limit, seconds in POLLS if age < timedelta(seconds=limit)), SLOWEST_POLL_SECONDS)


def _state(order: Order, payment: Payment | None, now: datetime) -> State | None:
    if order.status in (OrderStatus.PAID, OrderStatus.CREDITING):
        return _under_way(order, now)
    attempt = _attempt(payment)
    if attempt in MONEY and order.status in (OrderStatus.OPEN, OrderStatus.EXPIRED, OrderStatus.CANCELLED):
        return attempt
    state = BY_ORDER.get(OrderStatus(order.status), attempt)
    return CALLED_OFF.get(state, state) if state is not None and order.failure == CANCELLED else state


def _under_way(order: Order, now: datetime) -> State:
    if order.deadline_at is not None and now >= order.deadline_at:
        return S.OVERDUE
    is_slow = order.worked_since is not None and now - order.worked_since > USUAL
    return S.SLOW if is_slow else S.RENEWING


def _attempt(payment: Payment | None) -> State | None:
    if payment is None or (payment.approval_url is None and payment.status == P.CREATED):
        return None
    state, failure = BY_PAYMENT[PaymentStatus(payment.status)], payment.failure or ""
    if state is S.WAITING and failure in MENDABLE:
        return S.MENDABLE
    if failure == "refunded_elsewhere":
        return S.RETURNED
    return S.STOPPED if state is S.DECLINED and failure.startswith(OURS) else state
