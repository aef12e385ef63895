"""Every query on splits and the shares that were paid of them."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.guests import USING
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.splits import Outcome
from tmcard.store.models import Order, OrderEvent, Payment, Split

FRESH = {"populate_existing": True}


def add(session: Session, split: Split) -> Split:
    """Store a new split."""
    session.add(split)
    session.flush()
    return split


def of_link(session: Session, link_id: int) -> Split | None:
    """The split that the link is for, if it is for one."""
    query = select(Split).options(joinedload(Split.plan)).where(Split.link_id == link_id)
    return session.scalars(query.execution_options(**FRESH)).one_or_none()


def by_id(session: Session, split_id: int) -> Split:
    """The split as the database has it now."""
    return session.scalars(select(Split).where(Split.id == split_id).execution_options(**FRESH)).one()


def locked(session: Session, split_id: int) -> Split:
    """The same, which nobody else ends, or pays the last share of, until the transaction ends."""
    session.execute(select(Split.id).where(Split.id == split_id).with_for_update(key_share=True))
    return by_id(session, split_id)


def end(session: Session, split_id: int, outcome: Outcome, now: datetime) -> None:
    """Write down how it ended, once."""
    session.execute(
        update(Split)
        .where(Split.id == split_id, Split.ended_at.is_(None))
        .values(ended_at=now, outcome=outcome)
        .execution_options(synchronize_session=False)
    )


def taken(session: Session, split_id: int, *, but: int = 0) -> set[int]:
    """The numbers of the shares that are paid, or whose money is just being taken; the order `but` is not counted."""
    undecided = select(Payment.id).where(Payment.order_id == Order.id, Payment.status.in_(sorted(UNDECIDED)))
    is_taken = or_(Order.status.in_(sorted(USING)), (Order.status == OrderStatus.OPEN) & undecided.exists())
    query = select(Order.share_number).where(Order.split_id == split_id, Order.id != but, is_taken)
    return {number for number in session.scalars(query) if number is not None}


def quoted(session: Session, split_id: int, visitor_hash: str | None, now: datetime) -> set[int]:
    """The numbers that others, who may still pay, were quoted."""
    others = or_(Order.visitor_hash != visitor_hash, Order.visitor_hash.is_(None))
    holds = (Order.status == OrderStatus.OPEN) & (Order.quote_ends_at > now)
    query = select(Order.share_number).where(Order.split_id == split_id, others, holds)
    return {number for number in session.scalars(query) if number is not None}


def pooled(session: Session, split_id: int, *, but: int = 0) -> int:
    """How many have paid and wait for the others."""
    query = select(func.count()).where(Order.split_id == split_id, Order.status == OrderStatus.POOLED, Order.id != but)
    return session.scalar(query) or 0


def orders_of(session: Session, split_id: int) -> list[Order]:
    """Every order of a share, whoever made it, share by share."""
    query = select(Order).where(Order.split_id == split_id).order_by(Order.share_number, Order.id)
    return list(session.scalars(query.execution_options(**FRESH)))


def lead(session: Session, split_id: int) -> Order | None:
    """The order of the last share, which brings the renewal: the only one that was paid and never had to wait."""
    waited = select(OrderEvent.id).where(OrderEvent.order_id == Order.id, OrderEvent.event == "share_paid")
    query = select(Order).where(Order.split_id == split_id, Order.paid_at.is_not(None), ~waited.exists())
    return session.scalars(query.execution_options(**FRESH)).one_or_none()


def put_off(session: Session, order_id: int, next_at: datetime) -> None:
    """Look at a share that waits again at `next_at`."""
    session.execute(
        update(Order)
        .where(Order.id == order_id, Order.status == OrderStatus.POOLED)
        .values(next_at=next_at)
        .execution_options(synchronize_session=False)
    )


def wake(session: Session, split_id: int, now: datetime) -> None:
    """Let everybody who waits be looked at now."""
    session.execute(
        update(Order)
        .where(Order.split_id == split_id, Order.status == OrderStatus.POOLED)
        .values(next_at=now, version=Order.version + 1)
        .execution_options(synchronize_session=False)
    )
