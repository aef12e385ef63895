"""Every query on orders and their journal. Status changes go through `advance` alone."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Update, and_, bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from tmcard.domain.orders import AWAITED, MOVES, OrderStatus
from tmcard.domain.states import Act
from tmcard.store import cards
from tmcard.store.models import Card, Order, OrderEvent
from tmcard.store.models.base import Instant
from tmcard.store.moving import move
from tmcard.store.prepared import Prepared

FRESH = {"populate_existing": True}


def advance(session: Session, order_id: int, event: str, act: Act, **values: Any) -> bool:
    """Move the order along `event`, if it is still where that event may start, and write the journal.

    The caller commits.
    """
    step = MOVES[event]
    is_done = move(session, Order, order_id, step, act, grows="version", **values)
    if is_done:
        note(session, order_id, event, step.target, act)
    return is_done


def stop(session: Session, order_id: int, event: str, act: Act, **values: Any) -> bool:
    """Move an order out of the worker's hands: whoever has it claimed writes nothing more. The caller commits."""
    hands_off = {"next_at": None, "lease_until": None, "fence": Order.fence + 1}
    return advance(session, order_id, event, act, **hands_off, **values)


def note(session: Session, order_id: int, event: str, status: str, act: Act, *, subject: str = "order") -> None:
    """Write one line into the order's journal."""
    line = OrderEvent(order_id=order_id, subject=subject, event=event, status=status, actor=act.actor, at=act.at)
    line.evidence = dict(act.evidence)
    session.add(line)


def add(session: Session, order: Order, act: Act) -> Order:
    """Store a new, open order and the first line of its journal."""
    session.add(order)
    session.flush()
    note(session, order.id, "quoted", order.status, act)
    return order


def by_id(session: Session, order_id: int) -> Order:
    """The order as the database has it now, with its card and plan."""
    return session.scalars(_one(Order.id), {"named": order_id}).unique().one()


def status_of(session: Session, order_id: int) -> OrderStatus:
    """Where the order stands now, and nothing else of it."""
    ((status,),) = _status().run(session, order_id=order_id)
    return OrderStatus(status)


@lru_cache
def _status() -> Prepared:
    return Prepared(select(Order.status).where(Order.id == bindparam("order_id")))


def lock(session: Session, order_id: int) -> None:
    """Keep everybody else from changing the order, or beginning a payment of it, until the transaction ends."""
    session.execute(select(Order.id).where(Order.id == order_id).with_for_update(key_share=True))


def by_ref(session: Session, ref: str) -> Order | None:
    """The order that an address names, whoever asks: the caller checks whose it is."""
    return session.scalars(_one(Order.ref), {"named": ref}).unique().one_or_none()


def of_owner(session: Session, ref: str, owner_id: int) -> Order | None:
    """The order, if it is this owner's."""
    return session.scalars(_whole().where(Order.ref == ref, Order.owner_id == owner_id)).unique().one_or_none()


def by_form_token(session: Session, form_token: str) -> Order | None:
    """The order that this very form made already."""
    return session.scalars(_whole().where(Order.form_token == form_token)).unique().one_or_none()


def through(session: Session, link_id: int, limit: int = 20) -> list[Order]:
    """The orders made through a link, newest first."""
    query = _whole().where(Order.link_id == link_id).order_by(Order.created_at.desc(), Order.id.desc()).limit(limit)
    return list(session.scalars(query).unique())


def of_card(session: Session, card_id: int, limit: int = 20) -> list[Order]:
    """The card's orders beyond mere quotes, newest first."""
    statuses = [s for s in OrderStatus if s not in (OrderStatus.OPEN, OrderStatus.EXPIRED, OrderStatus.CANCELLED)]
    query = select(Order).options(joinedload(Order.plan)).where(Order.card_id == card_id, Order.status.in_(statuses))
    return list(session.scalars(query.order_by(Order.created_at.desc(), Order.id.desc()).limit(limit)))


def is_under_way(session: Session, card_id: int, *, but: int = 0) -> bool:
    """Whether another order of the card is paid and not delivered yet: two at once could not be told apart, and of
    two that are queued the second would wait for nobody knows what.
    """
    query = select(Order.id).where(Order.card_id == card_id, Order.status.in_(sorted(AWAITED)), Order.id != but)
    return session.scalar(query.limit(1)) is not None


def is_overtaken(session: Session, card_id: int, order_id: int, now: datetime) -> bool:
    """Whether another order of the card is at its carrier, or about to be: this one waits its turn.

    Locks the card until the transaction ends, so that of two claims at once one sees the other.
    """
    cards.lock(session, card_id)
    return bool(_others_at_work().run(session, card_id=card_id, order_id=order_id, now=now))


@lru_cache
def _others_at_work() -> Prepared:
    at_carrier = and_(Order.status == OrderStatus.CREDITING, Order.top_up_tries > 0)
    is_held = Order.lease_until > bindparam("now", type_=Instant())
    claimed = and_(Order.status.in_((OrderStatus.PAID, OrderStatus.CREDITING)), is_held)
    others = (Order.card_id == bindparam("card_id"), Order.id != bindparam("order_id"))
    return Prepared(select(Order.id).where(*others, or_(at_carrier, claimed)).limit(1))


def journal(session: Session, order_id: int) -> list[OrderEvent]:
    """The order's story so far, oldest first."""
    return list(session.scalars(select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.id)))


def unstated(session: Session, card_id: int) -> Order | None:
    """The card's newest renewal, if it is delivered and its carrier has not stated yet what it brought."""
    ended = (OrderStatus.CREDITED, OrderStatus.CREDITING)
    query = select(Order).where(Order.card_id == card_id, Order.status.in_(ended)).execution_options(**FRESH)
    newest = session.scalars(query.order_by(Order.worked_since.desc(), Order.id.desc()).limit(1)).first()
    is_missing = newest is not None and newest.status == OrderStatus.CREDITED and newest.stated_total_bytes is None
    return newest if is_missing else None


def state(session: Session, order_id: int, total_bytes: int, ends_at: datetime | None) -> None:
    """Write what the carrier states after a renewal."""
    facts = {"stated_total_bytes": total_bytes, "stated_ends_at": ends_at, "version": Order.version + 1}
    session.execute(
        update(Order).where(Order.id == order_id).values(**facts).execution_options(synchronize_session=False)
    )


def put(session: Session, order_id: int, fence: int, **values: Any) -> bool:
    """Write facts learned while working on the order, under its claim."""
    done = session.execute(
        update(Order)
        .where(Order.id == order_id, Order.fence == fence)
        .values(**values)
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


@lru_cache
def _one(column: InstrumentedAttribute[Any]) -> Select[Order]:
    return _whole().where(column == bindparam("named"))


def _whole() -> Select[Order]:
    whole = (joinedload(Order.card).joinedload(Card.plan), joinedload(Order.plan))
    return select(Order).options(*whole).execution_options(**FRESH)


def touch(order_id: int) -> Update:
    """The statement that tells pages of the order that there is something new to show."""
    return (
        update(Order)
        .where(Order.id == order_id)
        .values(version=Order.version + 1)
        .execution_options(synchronize_session=False)
    )


def make_queued_due(session: Session, card_id: int, now: datetime) -> None:
    """Let the card's queued renewal be looked at now."""
    session.execute(
        update(Order)
        .where(Order.card_id == card_id, Order.status == OrderStatus.QUEUED, Order.next_at > now)
        .values(next_at=now)
        .execution_options(synchronize_session=False)
    )


def put_open(session: Session, order_id: int, **values: Any) -> None:
    """Write what the payer agreed to or asked for, while the order is not paid."""
    session.execute(
        update(Order)
        .where(Order.id == order_id, Order.status == OrderStatus.OPEN)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
