"""A person's wish to give money back, whole or in part, checked and written down; the worker carries it out."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.money import Money
from tmcard.domain.orders import STOPPABLE, OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.refunds import ASKABLE, REFUND_WINDOW, Origin
from tmcard.domain.states import Act
from tmcard.services.refunding.beginning import begin
from tmcard.store import disputes, orders, payments, refunds
from tmcard.store.models import Order, Payment, RefundRow
from tmcard.store.transactions import write


class CannotRefund(Exception):
    """The money cannot go back as it was asked for. `code` is our word for why. Nothing was changed."""

    code = "cannot_refund"


class NotRefundable(CannotRefund):
    """There is no captured money, or the amount or the reason cannot be."""

    code = "not_refundable"


class TooLate(CannotRefund):
    """The payment service gives nothing back so long after a capture."""

    code = "too_late"


class TooMuch(CannotRefund):
    """More than `left`, which is all that has neither gone back nor is on its way."""

    code = "too_much"

    def __init__(self, left: Money) -> None:
        super().__init__(left)
        self.left = left


class DisputeOpen(CannotRefund):
    """A dispute about the payment is open: what goes back is decided there."""

    code = "dispute_open"


class RefundUnderWay(CannotRefund):
    """An earlier refund of the payment has not ended yet."""

    code = "refund_under_way"


class DeliveryUnderWay(CannotRefund):
    """Everything would go back while a top-up may be on its way to the card."""

    code = "delivery_under_way"


def ask(
    session: Session,
    payment_id: int,
    *,
    amount: Money | None,
    reason: str,
    note: str,
    actor: str,
    form_token: str,
    now: datetime,
) -> RefundRow:
    """Write down that `amount` (None: all that is left) goes back; the same `form_token` answers the same refund.

    When nothing would be left of a renewal that was not delivered, the delivery is stopped first. Commits.
    Raises NotRefundable, TooLate, TooMuch, DisputeOpen, RefundUnderWay and DeliveryUnderWay.
    """
    key, act = f"form:{form_token}", Act(actor, now)
    with write(session, "refund_asked"):
        orders.lock(session, payments.by_id(session, payment_id).order_id)
        if (known := refunds.by_key(session, key)) is not None:
            return known
        payment = payments.by_id(session, payment_id)
        given, left = _checked(session, payment, amount, reason, now)
        if given == left and payment.pays_order_id is not None:
            _stop_delivery(session, orders.by_id(session, payment.pays_order_id), reason, act)
        row = begin(session, payment, given, reason, act, origin=Origin.STAFF, note=note[:500], key=key)
        if row is None:
            raise RefundUnderWay(payment.ref)
    return row


def _checked(
    session: Session, payment: Payment, amount: Money | None, reason: str, now: datetime
) -> tuple[Money, Money]:
    """What is to go back, and what is left to give."""
    if payment.status == PaymentStatus.REFUNDING:
        raise RefundUnderWay(payment.ref)
    left = refunds.left(session, payment)
    if payment.status != PaymentStatus.CAPTURED or left is None or payment.captured_at is None:
        raise NotRefundable(payment.status)
    given = amount or left
    if given.currency != left.currency or given.amount_minor <= 0 or reason not in ASKABLE:
        raise NotRefundable(given.currency)
    if given.amount_minor > left.amount_minor:
        raise TooMuch(left)
    if now - payment.captured_at > REFUND_WINDOW:
        raise TooLate(payment.ref)
    if disputes.stands_against(session, payment.id):
        raise DisputeOpen(payment.ref)
    return given, left


def _stop_delivery(session: Session, order: Order, reason: str, act: Act) -> None:
    """Nothing is delivered of what is given back whole. What may be on its way is waited for."""
    if order.status == OrderStatus.CREDITING:
        raise DeliveryUnderWay(order.ref)
    if order.status in STOPPABLE:
        orders.stop(session, order.id, "delivery_impossible", act, failure=str(reason))
