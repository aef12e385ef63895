"""A fresh quote in the place of one that holds no more. Of orders that follow on each other only one can be paid."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.quotes import Start
from tmcard.domain.splits import Share
from tmcard.domain.states import Act
from tmcard.services import promoting, splitting
from tmcard.services.quoting.effects import UNKNOWN, Carriers
from tmcard.services.quoting.quote import Wish, place
from tmcard.services.quoting.refusals import NoSuchCard, NoSuchPlan, Undecided
from tmcard.store import orders, payments
from tmcard.store.models import Order
from tmcard.store.transactions import write

REPLACEABLE = frozenset({OrderStatus.OPEN, OrderStatus.EXPIRED})


def requote(
    session: Session, order: Order, *, now: datetime, starts: Start | None = None, carriers: Carriers = UNKNOWN
) -> Order:
    """The order to go on with: `order` while its quote holds, else a fresh one for the same card and plan.

    Also where it is to start at another time than it was quoted for. The old one ends with it. Asked again it is the
    same one, or whatever followed on that, paid or not. Raises as `quote`, and Undecided. Then the old order stays.
    """
    last = order
    while (known := successor(session, last)) is not None:
        last = known
    # Who shares a price cannot make the others wait for the running plan to end.
    wanted = Start.NOW if last.split_id is not None else starts or last.starts
    is_it = last.status == OrderStatus.OPEN and last.holds(now) and last.starts == wanted
    if last.status not in REPLACEABLE or (is_it and promoting.still_has(session, last)):
        return last
    with write(session, "requoted"):
        orders.lock(session, last.id)
        if any(payment.status in UNDECIDED for payment in payments.of_order(session, last.id)):
            raise Undecided(last.ref)
        fresh = place(session, _wish(session, last, wanted, now), now, carriers)
        act = Act("owner", now, evidence={"successor": fresh.ref})
        orders.advance(session, last.id, "withdrawn", act, ended_at=now, next_at=None)
    return orders.by_id(session, fresh.id)


def successor(session: Session, order: Order) -> Order | None:
    """The order that took the place of this one."""
    return orders.by_form_token(session, _token_after(order))


def _wish(session: Session, order: Order, starts: str, now: datetime) -> Wish:
    if order.owner_id is None:
        raise NoSuchCard(order.ref)
    return Wish(
        order.owner_id,
        order.card.ref,
        order.plan.sku,
        _token_after(order),
        order.currency,
        order.locale,
        order.zone,
        Start(starts),
        order.link_id,
        order.visitor_hash,
        tuple(use.code for use in order.uses if use.code is not None),
        order.receipt_email,
        order.id,
        _share(session, order, now),
    )


def _share(session: Session, order: Order, now: datetime) -> Share | None:
    try:
        return splitting.again(session, order, now)
    except LookupError as error:
        raise NoSuchPlan(order.plan.sku) from error


def _token_after(order: Order) -> str:
    """Names the one order that may follow on `order`, however often, and by however many at once, that is asked for."""
    return sha256(f"requote|{order.ref}|{order.form_token}".encode()).hexdigest()
