"""What a completed capture does to its order: the renewal is to be delivered, now or once the running plan ends."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.orders import OrderStatus
from tmcard.domain.quotes import Start
from tmcard.domain.splits import Place
from tmcard.domain.states import Act
from tmcard.services import noticing, splitting
from tmcard.store import cards, orders, payments, splits
from tmcard.store.models import Order


def pay(session: Session, order_id: int, payment_id: int, actor: str, now: datetime) -> bool:
    """Let the payment pay the order, inside the caller's transaction. False when it is not open any more.

    A renewal that was to be queued is not where there is nothing left to wait for. A share of a price waits for the
    others, unless it is the last; one that comes too late pays for nothing.
    """
    orders.lock(session, order_id)
    order = orders.by_id(session, order_id)
    place = splitting.place(session, order, now) if order.status == OrderStatus.OPEN else Place.NONE
    if place is not Place.LAST:
        return place is Place.WAITS and _share(session, order, payment_id, actor, now)
    is_queued = order.starts == Start.QUEUED and not queueing.is_due(cards.reading(order.card), now, now)
    event, times = _queued(order, now) if is_queued else _at_once(order, now)
    if not orders.advance(session, order_id, event, Act(actor, now), paid_at=now, tries=0, **times):
        return False
    payments.put(session, payment_id, pays_order_id=order_id)
    if is_queued:
        noticing.queued(session, order, now)
    return True


def _share(session: Session, order: Order, payment_id: int, actor: str, now: datetime) -> bool:
    split = splits.of_link(session, order.link_id or 0)
    next_at = split.deadline_at if split is not None else now
    if not orders.advance(session, order.id, "share_paid", Act(actor, now), paid_at=now, tries=0, next_at=next_at):
        return False
    payments.put(session, payment_id, pays_order_id=order.id)
    noticing.share(session, order, now)
    return True


def _queued(order: Order, now: datetime) -> tuple[str, dict[str, Any]]:
    return "paid_ahead", {"next_at": queueing.next_look(cards.reading(order.card), now, now)}


def _at_once(order: Order, now: datetime) -> tuple[str, dict[str, Any]]:
    deadline = now + order.policy.deliver_within
    return "capture_completed", {"worked_since": now, "deadline_at": deadline, "next_at": now}
