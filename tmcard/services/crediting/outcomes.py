"""What may become of a paid order once its carrier has spoken: each outcome is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.ports import Busy, Carrier, GatewayError, Profile
from tmcard.domain.states import Act
from tmcard.domain.usage import Reading
from tmcard.services import carrier_health, noticing, promoting, refunding, splitting
from tmcard.services.crediting.balances import Stated
from tmcard.store import alerts, cards, leases, orders, payments
from tmcard.store.models import Bucket, Order
from tmcard.store.transactions import release, write

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on an order. `asked_at` is when an earlier claim last asked the carrier for a top-up, `hold` why
    nothing (more) may be loaded.
    """

    order: Order
    fence: int
    clock: Callable[[], datetime]
    asked_at: datetime | None
    hold: str | None = None

    @property
    def is_late(self) -> bool:
        """Whether the time in which we promised to deliver is over."""
        return self.order.deadline_at is not None and self.clock() >= self.order.deadline_at

    def may_be_under_way(self, carrier: Carrier) -> bool:
        """Whether an earlier request of ours may still be on its way to the carrier."""
        return self.asked_at is not None and self.clock() - self.asked_at < carrier.capabilities.quiet_after

    def act(self, **evidence: Any) -> Act:
        """A move made under this claim."""
        return Act("worker", self.clock(), self.fence, evidence)


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


def delivered(session: Session, work: Work, stated: Stated, *, top_up: str) -> None:
    """The top-up is made: the order is credited, the card shows it, the receipt is queued.

    `top_up` is what the carrier calls it; more than one name means that it was made more than once.
    """
    order, act = work.order, work.act(**evidence(work.order, stated, top_up))
    if len(top_up.split()) > 1:
        log.error("topped_up_more_than_once", order=order.ref, top_ups=top_up)
    with write(session, "credited"):
        carrier_health.note(session, order.card.carrier, None, act.at)
        if not _end(session, order.id, act, stated):
            return
        session.add(_bucket(order, stated, act))
        reading = Reading(stated.total_bytes, stated.used_bytes, stated.ends_at, None)
        plan = {"plan_id": order.plan_id, "validity_days": stated.validity_days}
        cards.state_profile(session, order.card_id, reading, act.at, **plan)
        alerts.see(session, order.card_id, act.at)
        noticing.credited(session, order, act.at)
        promoting.credited(session, order, act.at)
        splitting.wake(session, order, act.at)


def _end(session: Session, order_id: int, act: Act, stated: Stated) -> bool:
    """Whether it ended here. The books may know of a top-up of which we do not know that we asked for it."""
    ending = _ending(act, stated)
    if orders.advance(session, order_id, "topped_up", act, **ending):
        return True
    is_begun = orders.advance(session, order_id, "topping_up", act)
    return is_begun and orders.advance(session, order_id, "topped_up", act, **ending)


def _ending(act: Act, stated: Stated) -> dict[str, Any]:
    facts: dict[str, Any] = {"ended_at": act.at, "next_at": None, "lease_until": None}
    if not stated.is_derived:
        facts |= {"stated_total_bytes": stated.total_bytes, "stated_ends_at": stated.ends_at}
    return facts


def _bucket(order: Order, stated: Stated, act: Act) -> Bucket:
    return Bucket(
        card_id=order.card_id,
        plan_id=order.plan_id,
        order_id=order.id,
        data_bytes=order.data_bytes,
        loaded_at=act.at,
        ends_at=stated.ends_at,
    )


def evidence(order: Order, stated: Stated, top_up: str = "") -> dict[str, Any]:
    """The journal's proof, and the difference when the carrier states something else than was shown before paying."""
    found: dict[str, Any] = {"total_bytes": stated.total_bytes, "ends_at": _text(stated.ends_at)}
    found |= {"top_up": top_up} if top_up else {}
    found |= {"derived": True} if stated.is_derived else {}
    if stated.ends_at != order.after_ends_at:
        found["promised_ends_at"] = _text(order.after_ends_at)
    return found


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
            refunding.give_back_the_rest(session, payment.id, Act("worker", act.at))
        splitting.wake(session, order, act.at)


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
