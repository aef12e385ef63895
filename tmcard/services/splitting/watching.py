"""What becomes of whoever has paid a share: delivered with the last one, or given back. Each by its own row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.splits import FAILED, LOOK_AGAIN, Fate, Outcome, fate
from tmcard.domain.states import Act
from tmcard.services import noticing, refunding
from tmcard.store import orders, payments, splits
from tmcard.store.models import Order, Split
from tmcard.store.transactions import write


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a share tells: how many there are, how many have paid, by when all must have."""

    shares: int
    paid: int
    deadline_at: datetime
    outcome: Outcome | None


def told(session: Session, order: Order) -> Told | None:
    """How the split of an order stands; None where it is no share."""
    return _told(session, splits.by_id(session, order.split_id)) if order.split_id is not None else None


def told_of_link(session: Session, link_id: int) -> Told | None:
    """How the split that a link is for stands; None where it is for none."""
    split = splits.of_link(session, link_id)
    return _told(session, split) if split is not None else None


def _told(session: Session, split: Split) -> Told:
    paid = split.shares if split.outcome == Outcome.COMPLETE else splits.pooled(session, split.id)
    return Told(split.shares, paid, split.deadline_at, Outcome(split.outcome) if split.outcome else None)


def wake(session: Session, order: Order, now: datetime) -> None:
    """The renewal that the last share set off has ended, in the caller's transaction: look at the other shares."""
    if order.split_id is not None:
        splits.wake(session, order.split_id, now)


def watch(session: Session, order_id: int, now: datetime) -> OrderStatus:
    """Let a share that waits follow what became of the others; answers its status. Commits; harmless to repeat."""
    with write(session, "share_watched"):
        order = orders.by_id(session, order_id)
        if order.status == OrderStatus.POOLED and order.split_id is not None:
            _follow(session, order, splits.locked(session, order.split_id), now)
        return OrderStatus(orders.by_id(session, order_id).status)


def _follow(session: Session, order: Order, split: Split, now: datetime) -> None:
    if split.ended_at is None and split.deadline_at <= now:
        splits.end(session, split.id, Outcome.LATE, now)
        splits.wake(session, split.id, now)
    lead = splits.lead(session, split.id)
    lead_status = OrderStatus(lead.status) if lead is not None else None
    match fate(lead_status, has_ended=split.ended_at is not None or split.deadline_at <= now):
        case Fate.DELIVERED:
            _deliver(session, order, lead, now)
        case Fate.GIVEN_BACK:
            _give_back(session, order, split, now)
        case Fate.WAIT:
            next_at = split.deadline_at if split.ended_at is None else now + LOOK_AGAIN
            splits.put_off(session, order.id, next_at)


def _deliver(session: Session, order: Order, lead: Order | None, now: datetime) -> None:
    act = Act("worker", now, None, {"with": lead.ref if lead is not None else ""})
    # Worked on since it was paid, which is before the lead: of the two, the lead is the card's newest renewal.
    facts: dict[str, Any] = {"ended_at": now, "next_at": None, "worked_since": order.paid_at}
    if lead is not None:
        facts |= {"stated_total_bytes": lead.stated_total_bytes, "stated_ends_at": lead.stated_ends_at}
    if orders.advance(session, order.id, "shares_delivered", act, **facts):
        noticing.credited(session, order, now)


def _give_back(session: Session, order: Order, split: Split, now: datetime) -> None:
    act = Act("worker", now)
    facts = {"failure": FAILED, "next_at": None, "worked_since": now, "lease_until": None}
    if orders.advance(session, order.id, "shares_given_back", act, **facts):
        if splits.by_id(session, split.id).outcome != Outcome.REVOKED:
            noticing.split_failed(session, order, now)
        payment = payments.paying(session, order.id)
        if payment is not None:
            refunding.give_back_the_rest(session, payment.id, act)
