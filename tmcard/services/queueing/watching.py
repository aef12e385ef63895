"""Looking at a queued renewal whose time to be looked at has come: it starts, or goes on waiting."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.crashpoints import around
from tmcard.domain.orders import OrderStatus
from tmcard.domain.ports import Carrier
from tmcard.domain.states import Act
from tmcard.services import usage
from tmcard.services.queueing import starting
from tmcard.store import cards, leases, orders
from tmcard.store.models import Order
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]


def watch(session: Session, carriers: Mapping[str, Carrier], order_id: int, clock: Clock) -> OrderStatus:
    """Start a queued renewal if its running plan is about to end or nearly used up; answers the order's status.

    The carrier is asked for both first; where it does not answer, what it said last counts. While somebody else is
    at it, nothing happens.
    """
    with write(session, "queue_claimed"):
        fence = leases.claim(session, Order, order_id, statuses={OrderStatus.QUEUED}, now=clock())
        order = orders.by_id(session, order_id)
    if fence is not None:
        _ask(session, carriers[order.card.carrier], order, clock)
        _decide(session, order_id, fence, clock())
    status = OrderStatus(orders.by_id(session, order_id).status)
    release(session)
    return status


def _ask(session: Session, carrier: Carrier, order: Order, clock: Clock) -> None:
    """Learn what the card holds, unless what the carrier says may still be from before the last renewal."""
    loaded_at = cards.last_loaded_at(session, order.card_id)
    release(session)
    if loaded_at is None or loaded_at + carrier.capabilities.balance_lag <= clock():
        with around("queue_call"):
            usage.look(session, carrier, order.card, clock())


def _decide(session: Session, order_id: int, fence: int, now: datetime) -> None:
    with write(session, "queue_watched"):
        order = orders.by_id(session, order_id)
        why = starting.reason(order, now)
        if why:
            starting.begin(session, order, Act("worker", now, fence, {"why": why}))
            return
        next_at = queueing.next_look(cards.reading(order.card), order.paid_at or order.created_at, now)
        leases.release(session, Order, order_id, fence, next_at=next_at, tried=False)
