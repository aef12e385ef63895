"""What our books say of payments and orders, page by page, for whoever compares them with somebody else's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from tmcard.store.models import Dispute, Order, OrderEvent, Payment, RefundRow
from tmcard.store.orders import FRESH

#: So many rows are held at a time, however long the period.
PAGE = 100


@dataclass(frozen=True, slots=True)
class PaymentBook:
    """One payment with its order, what goes back of it, its lines of the journal, and its disputes, oldest first."""

    payment: Payment
    refunds: tuple[RefundRow, ...] = ()
    lines: tuple[OrderEvent, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderBook:
    """One order with the payment that pays it and its own lines of the journal, oldest first."""

    order: Order
    paying: Payment | None
    lines: tuple[OrderEvent, ...] = ()


def payments(session: Session, since: datetime, after: int = 0, limit: int = PAGE) -> list[PaymentBook]:
    """Payments begun since `since` whose key is beyond `after`, in the order of their keys."""
    query = select(Payment).where(Payment.created_at >= since, Payment.id > after)
    query = query.options(joinedload(Payment.order)).order_by(Payment.id).limit(limit)
    return _payment_books(session, session.scalars(query.execution_options(**FRESH)).all())


def payment(session: Session, payment_id: int) -> PaymentBook:
    """One payment's book as the database has it now."""
    query = select(Payment).where(Payment.id == payment_id).options(joinedload(Payment.order))
    return _payment_books(session, session.scalars(query.execution_options(**FRESH)).all())[0]


def orders(session: Session, since: datetime, after: int = 0, limit: int = PAGE) -> list[OrderBook]:
    """Orders quoted, tried to pay or paid since `since` whose key is beyond `after`, in the order of their keys."""
    tried = select(Payment.order_id).where(Payment.created_at >= since)
    is_recent = or_(Order.created_at >= since, Order.paid_at >= since, Order.id.in_(tried))
    query = select(Order).where(is_recent, Order.id > after).order_by(Order.id).limit(limit)
    return _order_books(session, session.scalars(query.execution_options(**FRESH)).all())


def order(session: Session, order_id: int) -> OrderBook:
    """One order's book as the database has it now."""
    query = select(Order).where(Order.id == order_id).execution_options(**FRESH)
    return _order_books(session, session.scalars(query).all())[0]


def _payment_books(session: Session, rows: Sequence[Payment]) -> list[PaymentBook]:
    refunds: dict[int, list[RefundRow]] = defaultdict(list)
    keys = [row.id for row in rows]
    query = select(RefundRow).where(RefundRow.payment_id.in_(keys)).order_by(RefundRow.id)
    for refund in session.scalars(query.execution_options(**FRESH)):
        refunds[refund.payment_id].append(refund)
    disputes: dict[int, list[Dispute]] = defaultdict(list)
    disputed = select(Dispute).where(Dispute.payment_id.in_(keys)).order_by(Dispute.id)
    for dispute in session.scalars(disputed.execution_options(**FRESH)):
        disputes[dispute.payment_id].append(dispute)
    lines = _lines(session, [row.order_id for row in rows])
    return [
        PaymentBook(row, tuple(refunds[row.id]), tuple(lines[row.order_id, row.ref]), tuple(disputes[row.id]))
        for row in rows
    ]


def _order_books(session: Session, rows: Sequence[Order]) -> list[OrderBook]:
    keys = [row.id for row in rows]
    query = select(Payment).where(Payment.pays_order_id.in_(keys)).execution_options(**FRESH)
    paying = {payment.pays_order_id: payment for payment in session.scalars(query)}
    lines = _lines(session, keys)
    return [OrderBook(row, paying.get(row.id), tuple(lines[row.id, "order"])) for row in rows]


def _lines(session: Session, order_ids: Sequence[int]) -> dict[tuple[int, str], list[OrderEvent]]:
    found: dict[tuple[int, str], list[OrderEvent]] = defaultdict(list)
    query = select(OrderEvent).where(OrderEvent.order_id.in_(sorted(set(order_ids)))).order_by(OrderEvent.id)
    for line in session.scalars(query):
        found[line.order_id, line.subject].append(line)
    return found
