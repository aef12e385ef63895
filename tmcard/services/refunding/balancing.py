"""Letting a payment and its order follow what has gone back, whoever gave it."""

from sqlalchemy.orm import Session

from tmcard.domain import refunds as rules
from tmcard.domain.money import Money
from tmcard.domain.orders import STOPPABLE, OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.refunds import Origin, RefundState
from tmcard.domain.states import Act
from tmcard.services.refunding.beginning import begin
from tmcard.store import orders, payments, refunds
from tmcard.store.models import Order, Payment, RefundRow


def balance(session: Session, payment_id: int, act: Act) -> None:
    """Move the payment, and the order it pays, to where its refunds say they stand, inside the caller's transaction.

    While one of its refunds is under way nothing moves: that one comes here when it ends.
    """
    payment = payments.by_id(session, payment_id)
    rows = [row for row in refunds.of_payment(session, payment_id) if row.capture_id == payment.capture_id]
    if payment.captured is None or any(row.status == RefundState.REFUNDING for row in rows):
        return
    back = rules.given_back(payment.captured, payment.capture_id or "", rows)
    if back.amount_minor >= payment.captured.amount_minor:
        if payment.status != PaymentStatus.REFUNDED:
            payments.advance(session, payment, "refunded", act, ended_at=act.at)
        _end_order(session, payment, act)
        return
    if payment.status == PaymentStatus.REFUNDING:
        is_back = rows[-1].status == RefundState.REFUNDED
        payments.advance(session, payment, "refunded_in_part" if is_back else "refund_failed", act)
    _give_back_the_rest(session, payment, rows, payment.captured - back, act)


def give_back_the_rest(session: Session, payment_id: int, act: Act) -> None:
    """What the payment pays for will not be delivered: all that is left of it goes back, now or when what is under way
    has ended. Inside the caller's transaction, which has moved the order.
    """
    payment = payments.by_id(session, payment_id)
    left = refunds.left(session, payment)
    if payment.status == PaymentStatus.CAPTURED and left is not None and left.amount_minor > 0:
        order = orders.by_id(session, payment.order_id)
        begin(session, payment, left, rules.reason_for(order.failure), act)
    else:
        balance(session, payment_id, act)


def _end_order(session: Session, payment: Payment, act: Act) -> None:
    """All the money has gone back: what was not delivered will not be. What may be on its way `credit` looks up."""
    if payment.pays_order_id is None:
        return
    order = orders.by_id(session, payment.pays_order_id)
    if order.status in STOPPABLE:
        orders.stop(session, order.id, "delivery_impossible", act, failure="refunded_elsewhere")
    orders.advance(session, order.id, "refund_completed", act, ended_at=act.at, next_at=None)


def _give_back_the_rest(session: Session, payment: Payment, rows: list[RefundRow], rest: Money, act: Act) -> None:
    """A part was on its way when the renewal turned out undeliverable: now the rest can go, unless that failed, or
    a dispute was won by the payer, whom the payment service pays itself.
    """
    order: Order | None = orders.by_id(session, payment.pays_order_id) if payment.pays_order_id else None
    has_failed = any(row.status == RefundState.FAILED and row.origin == Origin.OURS for row in rows)
    if order is not None and order.status == OrderStatus.REFUNDING and not has_failed and order.failure != "disputed":
        begin(session, payments.by_id(session, payment.id), rest, rules.reason_for(order.failure), act)
