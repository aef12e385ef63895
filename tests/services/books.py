"""What must be true of the books at the end of every story."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.domain import orders, payments
from tmcard.domain.states import Move, is_path
from tmcard.store.models import Bucket, Order, OrderEvent, Payment, RefundRow

#: Lines that tell of no move: how a story begins, and that a person was called.
FIRST = {"quoted": orders.OrderStatus.OPEN, "payment_begun": payments.PaymentStatus.CREATED}
REMARKS = {"person_told"}


def check(session: Session) -> None:
    """Every journal is a legal walk that ends where its row stands, and no money is kept for nothing."""
    session.expire_all()
    lines = defaultdict(list)
    for line in session.scalars(select(OrderEvent).order_by(OrderEvent.id)):
        lines[line.order_id, line.subject].append(line)
    for order in session.scalars(select(Order)):
        _walked(orders.MOVES, lines[order.id, "order"], order.status)
    for payment in session.scalars(select(Payment)):
        _walked(payments.MOVES, lines[payment.order_id, payment.ref], payment.status)
        _balanced(session, payment)
    session.commit()


def _walked(moves: Mapping[str, Move], lines: list[OrderEvent], status: str) -> None:
    first, *rest = lines
    walk = [line for line in rest if line.event not in REMARKS]
    assert is_path(moves, FIRST[first.event], [line.event for line in walk])
    assert all(line.status == moves[line.event].target for line in walk)
    assert lines[-1].status == status


def _balanced(session: Session, payment: Payment) -> None:
    """Money taken stands for an order, or a refund of it has begun; never both a top-up and a refund."""
    refunds = list(session.scalars(select(RefundRow).where(RefundRow.payment_id == payment.id)))
    is_paying = payment.pays_order_id is not None
    assert len(refunds) == (payment.status in (payments.PaymentStatus.REFUNDING, payments.PaymentStatus.REFUNDED))
    assert is_paying or refunds or payment.status != payments.PaymentStatus.CAPTURED
    if is_paying and refunds:
        assert not session.scalars(select(Bucket).where(Bucket.order_id == payment.order_id)).all()
        assert payment.order.status in (orders.OrderStatus.REFUNDING, orders.OrderStatus.REFUNDED)
