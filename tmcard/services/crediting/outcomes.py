"""What may become of a paid order once its carrier has spoken: each outcome is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.ports import Busy, GatewayError, Profile, TopUp
from tmcard.domain.states import Act
from tmcard.domain.usage import Reading
from tmcard.services import carrier_health, noticing, refunding
from tmcard.store import cards, leases, orders, payments
from tmcard.store.models import Bucket, Order
from tmcard.store.transactions import release, write

#: A request that got no answer may still be on its way for so long; only then does "no top-up" mean no.
QUIET_AFTER = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on an order. `asked_at` is when an earlier claim last asked the carrier for a top-up."""

    order: Order
    fence: int
    clock: Callable[[], datetime]
    asked_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether the time in which we promised to deliver is over."""
        return self.order.deadline_at is not None and self.clock() >= self.order.deadline_at

    @property
    def may_be_under_way(self) -> bool:
        """Whether an earlier request of ours may still be on its way to the carrier."""
        return self.asked_at is not None and self.clock() - self.asked_at < QUIET_AFTER

    def act(self, **evidence: Any) -> Act:
        """A move made under this claim."""
        return Act("worker", self.clock(), self.fence, evidence)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the carrier states a card holds: cumulative bytes, the end, and days counted in all."""

    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int

    @classmethod
    def by(cls, answer: Profile | TopUp, *, has_begun: bool = True) -> "Stated":
        """The four facts that both answers carry.

        A top-up of a card that has not begun states its shelf life as its end: that is no end of what was bought.
        """
        ends_at = answer.ends_at if has_begun else None
        return cls(answer.total_bytes, answer.used_bytes, ends_at, answer.validity_days)


def is_delivered(order: Order, profile: Profile) -> bool:
    """Whether the card holds more than before our first try: only one order of a card is at its carrier at a time."""
    if not order.top_up_tries or order.baseline_total_bytes is None:
        return False
    return profile.total_bytes > order.baseline_total_bytes or profile.validity_days > (order.baseline_days or 0)


def intend(session: Session, work: Work, profile: Profile) -> bool:
    """Write down that a top-up is about to be sent, and what the card held before. False when this claim has lapsed."""
    order, now = work.order, work.clock()
    facts: dict[str, Any] = {"top_up_tries": order.top_up_tries + 1, "top_up_sent_at": now}
    if not order.top_up_tries:
        facts["baseline_total_bytes"] = profile.total_bytes
        facts["baseline_ends_at"] = profile.ends_at
        facts["baseline_days"] = profile.validity_days
    with write(session, "top_up_begun"):
        if not leases.has_room(session, Order, order.id, work.fence, work.clock()):
            return False
        return orders.advance(session, order.id, "topping_up", work.act(tries=order.top_up_tries + 1), **facts)


def reread(session: Session, work: Work) -> Order:
    """The order as it is now, with no transaction left open."""
    order = orders.by_id(session, work.order.id)
    release(session)
    return order


def delivered(session: Session, work: Work, stated: Stated) -> None:
    """The carrier states the renewal: the order is credited, the card shows it, the receipt is queued."""
    order, act = work.order, work.act(**_evidence(work.order, stated))
    facts = {"stated_total_bytes": stated.total_bytes, "stated_ends_at": stated.ends_at}
    with write(session, "credited"):
        carrier_health.note(session, order.card.carrier, None, act.at)
        if not orders.advance(
            session, order.id, "topped_up", act, ended_at=act.at, next_at=None, lease_until=None, **facts
        ):
            return
        session.add(
            Bucket(
                card_id=order.card_id,
                plan_id=order.plan_id,
                order_id=order.id,
                data_bytes=order.data_bytes,
                loaded_at=act.at,
                ends_at=stated.ends_at,
            )
        )
        reading = Reading(stated.total_bytes, stated.used_bytes, stated.ends_at, None)
        plan = {"plan_id": order.plan_id, "validity_days": stated.validity_days}
        cards.state_profile(session, order.card_id, reading, act.at, **plan)
        noticing.credited(session, order, act.at)


def _evidence(order: Order, stated: Stated) -> dict[str, Any]:
    """The journal's proof, and the difference when the carrier states something else than was shown before paying."""
    evidence: dict[str, Any] = {"total_bytes": stated.total_bytes, "ends_at": _text(stated.ends_at)}
    if stated.ends_at != order.after_ends_at:
        evidence["promised_ends_at"] = _text(order.after_ends_at)
    return evidence


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def give_back(session: Session, work: Work, reason: str, evidence: Mapping[str, Any] | None = None) -> None:
    """The renewal cannot be delivered: the refund of the very payment that paid it begins in the same transaction."""
    order, act = work.order, work.act(**{**(evidence or {}), "reason": reason})
    with write(session, "delivery_impossible"):
        moved = orders.advance(
            session, order.id, "delivery_impossible", act, failure=reason, next_at=None, lease_until=None
        )
        payment = payments.paying(session, order.id)
        if moved and payment is not None:
            refunding.begin(session, payment, payment.amount, "undeliverable", Act("worker", act.at))


def later(session: Session, work: Work, error: GatewayError | None) -> None:
    """Nothing is known for sure, or the carrier wants patience: look again, at the deadline at the latest."""
    order, now = work.order, work.clock()
    wait = backoff.delay(order.tries, order.id)
    if isinstance(error, Busy) and error.retry_after_seconds is not None:
        wait = max(wait, backoff.seconds(error.retry_after_seconds))
    next_at = now + wait
    if order.deadline_at is not None and now < order.deadline_at < next_at:
        next_at = order.deadline_at
    with write(session, "credit_later"):
        orders.put(session, order.id, work.fence, failure=error.code if error else None)
        if error is not None:
            carrier_health.note(session, order.card.carrier, error, now)
        leases.release(session, Order, order.id, work.fence, next_at=next_at)
