"""What must be true of the books at the end of every story."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.domain import disputes, orders, payments, refunds
from tmcard.domain.states import Move, is_path
from tmcard.store.models import Bucket, Dispute, Order, OrderEvent, Payment, RefundRow

#: Lines that tell of no move: how a story begins, and that a person was called.
FIRST = {"quoted": orders.OrderStatus.OPEN, "payment_begun": payments.PaymentStatus.CREATED}
FIRST |= {**refunds.BEGINS, **disputes.BEGINS}
REMARKS = {"person_told", "balance_stated", "looked_at"}


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
    for refund in session.scalars(select(RefundRow)):
        _walked(refunds.MOVES, lines[refund.payment.order_id, refund.ref], refund.status)
    for dispute in session.scalars(select(Dispute)):
        _walked(disputes.MOVES, lines[dispute.payment.order_id, dispute.ref], dispute.status)
    session.commit()


def _walked(moves: Mapping[str, Move], lines: list[OrderEvent], status: str) -> None:
    first, *rest = lines
    walk = [line for line in rest if line.event not in REMARKS]
    assert is_path(moves, FIRST[first.event], [line.event for line in walk])
    assert all(line.status == moves[line.event].target for line in walk)
    assert lines[-1].status == status


def _balanced(session: Session, payment: Payment) -> None:
    """Money taken stands for an order, or a refund of it has begun; what is called undeliverable never is delivered;
    and no more goes back than came.
    """
    rows = list(session.scalars(select(RefundRow).where(RefundRow.payment_id == payment.id)))
    own = [row for row in rows if row.capture_id == payment.capture_id]
    assert payment.pays_order_id or rows or payment.status != payments.PaymentStatus.CAPTURED
    assert [row.status for row in own].count("refunding") == (payment.status == payments.PaymentStatus.REFUNDING)
    if payment.captured is not None:
        back = refunds.given_back(payment.captured, payment.capture_id or "", own)
        assert refunds.left(payment.captured, payment.capture_id or "", own).amount_minor >= 0
        assert (back == payment.captured) == (payment.status == payments.PaymentStatus.REFUNDED)
    if any(row.reason == refunds.Reason.UNDELIVERABLE for row in own):
        assert not session.scalars(select(Bucket).where(Bucket.order_id == payment.order_id)).all()
        assert payment.order.status in (orders.OrderStatus.REFUNDING, orders.OrderStatus.REFUNDED)
