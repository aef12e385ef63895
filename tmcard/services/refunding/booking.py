"""Writing down what the payment service says was captured and given back, where it was not our doing."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from tmcard.domain import refunds as rules
from tmcard.domain.identifiers import new_ref
from tmcard.domain.money import Money
from tmcard.domain.ports import Capture, CaptureStatus, Checkout, Refund, RefundStatus
from tmcard.domain.refunds import Origin, Reason, RefundState
from tmcard.domain.states import Act
from tmcard.services import noticing, receipts
from tmcard.services.refunding.balancing import balance
from tmcard.services.refunding.beginning import begin_surplus
from tmcard.store import orders, payments, refunds
from tmcard.store.models import Payment, RefundRow

#: A capture whose money is with us, at least in part.
KEPT = frozenset({CaptureStatus.COMPLETED, CaptureStatus.PARTIALLY_REFUNDED})


def book(session: Session, payment_id: int, checkout: Checkout, act: Act) -> None:
    """Make our books agree with `checkout`, inside the caller's transaction: refunds and reversals by other hands,
    and captures one too many, which go back by themselves. Harmless twice.
    """
    payment = payments.by_id(session, payment_id)
    for given in checkout.refunds:
        _refund(session, payment, given, act)
    for capture in checkout.captures:
        if capture.id == payment.capture_id:
            _reversal(session, payment, capture, act)
        elif capture.status in KEPT:
            _surplus(session, payment, capture, checkout.refunds, act)
    balance(session, payment_id, act)


def _refund(session: Session, payment: Payment, given: Refund, act: Act) -> None:
    rows = refunds.of_payment(session, payment.id)
    known = next((row for row in rows if given.id == row.refund_id), None)
    known = known or next((row for row in rows if row.invoice_id and given.invoice_id == row.invoice_id), None)
    if known is not None:
        return _ours(session, payment, known, given, act)
    if given.status is not RefundStatus.COMPLETED:
        return None
    capture_id = given.capture_id or payment.capture_id or ""
    nameless = [row for row in rows if row.reason == Reason.REVERSED and row.refund_id is None]
    if any(row.amount == given.amount and row.capture_id == capture_id for row in nameless):
        return refunds.put(session, nameless[0].id, refund_id=given.id)
    row = _elsewhere(payment, capture_id, given.amount, Reason.ELSEWHERE, act)
    row.refund_id = given.id
    return _booked(session, payment, row, act)


def _ours(session: Session, payment: Payment, row: RefundRow, given: Refund, act: Act) -> None:
    """Its own webhook may be quicker than the answer to our call: then it is looked up under its claim."""
    if row.status == RefundState.REFUNDING:
        refunds.put(session, row.id, refund_id=given.id, next_at=act.at)
    elif row.status == RefundState.FAILED and given.status is RefundStatus.COMPLETED:
        refunds.advance(session, row, "given_back", act, refund_id=given.id, ended_at=act.at, failure=None)
        _tell(session, payment, row, act)


def _reversal(session: Session, payment: Payment, capture: Capture, act: Act) -> None:
    """The whole capture is gone, and the refunds that are named do not explain it: the rest was taken back."""
    rows = refunds.of_payment(session, payment.id)
    is_unclear = any(r.status == RefundState.REFUNDING and r.capture_id == capture.id for r in rows)
    if capture.status is not CaptureStatus.REFUNDED or is_unclear:
        return
    gone = capture.amount - rules.given_back(capture.amount, capture.id, rows)
    if gone.amount_minor > 0:
        row = _elsewhere(payment, capture.id, gone, Reason.REVERSED, act)
        row.key = f"reversed:{capture.id}"
        _booked(session, payment, row, act)


def _surplus(session: Session, payment: Payment, capture: Capture, given: Sequence[Refund], act: Act) -> None:
    back = [each.amount for each in given if each.capture_id == capture.id and each.status is RefundStatus.COMPLETED]
    rest = capture.amount - sum(back, Money(0, capture.amount.currency))
    if begin_surplus(session, payment, capture.id, rest, act) is not None:
        order = orders.by_id(session, payment.order_id)
        receipts.paid(session, order, payment, capture.amount, capture.id, act.at)


def _elsewhere(payment: Payment, capture_id: str, amount: Money, reason: Reason, act: Act) -> RefundRow:
    row = RefundRow(ref=new_ref(), payment_id=payment.id, capture_id=capture_id, reason=reason.value, note="")
    row.currency, row.amount_minor, row.origin = amount.currency, amount.amount_minor, Origin.ELSEWHERE.value
    row.created_at = row.ended_at = act.at
    return row


def _booked(session: Session, payment: Payment, row: RefundRow, act: Act) -> None:
    refunds.add(session, row, payment.order_id, "refund_found", act)
    _tell(session, payment, row, act)


def _tell(session: Session, payment: Payment, row: RefundRow, act: Act) -> None:
    """What a bank took back by force it explains itself; of the rest the payer hears from us, too."""
    order = orders.by_id(session, payment.order_id)
    if row.reason != Reason.REVERSED:
        noticing.refunded(session, order, row, act.at)
    receipts.given_back(session, order, row, refund_ref=row.refund_id, capture_id=row.capture_id, now=act.at)
