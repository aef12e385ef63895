"""Rows in a claimed state that nobody could end: what a person should look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from tmcard.domain.orders import WORKED
from tmcard.domain.payments import PaymentStatus
from tmcard.store.models import Order, Payment


@dataclass(frozen=True, slots=True)
class Stuck:
    """One row that hangs: the order it belongs to and, for a payment, its own name."""

    order_id: int
    ref: str
    subject: str
    status: str


def orders(session: Session, since: datetime) -> list[Stuck]:
    """Paid orders that are neither credited nor refunded since before `since`, and of which nobody was told."""
    query = select(Order.id, Order.ref, Order.status).where(
        Order.status.in_(WORKED), Order.paid_at < since, Order.alerted_at.is_(None)
    )
    return [Stuck(key, ref, "order", status) for key, ref, status in session.execute(query.limit(100))]


def payments(session: Session, since: datetime) -> list[Stuck]:
    """Captures and refunds without a known outcome since before `since`, and of which nobody was told."""
    hanging = or_(
        (Payment.status == PaymentStatus.CAPTURING) & (Payment.capture_sent_at < since),
        (Payment.status == PaymentStatus.REFUNDING) & (Payment.created_at < since) & (Payment.failure.is_not(None)),
    )
    query = select(Payment.order_id, Order.ref, Payment.ref, Payment.status).join(Order, Payment.order_id == Order.id)
    rows = session.execute(query.where(hanging, Payment.alerted_at.is_(None)).limit(100))
    return [Stuck(*row) for row in rows]


def mark(session: Session, case: Stuck, now: datetime) -> bool:
    """Remember that somebody is told. False when somebody was."""
    table: type[Order] | type[Payment] = Order if case.subject == "order" else Payment
    ref = case.ref if case.subject == "order" else case.subject
    marked = session.execute(
        update(table)
        .where(table.ref == ref, table.alerted_at.is_(None))
        .values(alerted_at=now)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return marked.scalar_one_or_none() is not None
