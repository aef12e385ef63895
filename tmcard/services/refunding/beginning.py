"""Deciding that money goes back: the row and its request id are written before the payment service is asked."""

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.money import Money
from tmcard.domain.refunds import Origin, Reason
from tmcard.domain.states import Act
from tmcard.store import payments, refunds
from tmcard.store.models import Payment, RefundRow


def begin(
    session: Session,
    payment: Payment,
    amount: Money,
    reason: str,
    act: Act,
    *,
    origin: str = Origin.OURS,
    note: str = "",
    key: str | None = None,
) -> RefundRow | None:
    """Decide, inside the caller's transaction, that `amount` of what the payment took goes back.

    None while another refund of it is under way, or where there is nothing to give back: the status of the payment
    is the lock, so of two that decide at once one gives back.
    """
    if not payments.advance(session, payment, "refund_begun", act):
        return None
    row = _row(payment, payments.by_id(session, payment.id).capture_id or "", amount, reason, act)
    row.origin, row.note, row.key = origin, note, key
    return refunds.add(session, row, payment.order_id, "refund_asked", act)


def begin_surplus(session: Session, payment: Payment, capture_id: str, amount: Money, act: Act) -> RefundRow | None:
    """Decide, inside the caller's transaction, that a capture one too many goes back. None when that was decided."""
    key = f"surplus:{capture_id}"
    if refunds.by_key(session, key) is not None:
        return None
    row = _row(payment, capture_id, amount, Reason.SURPLUS, act)
    row.key = key
    return refunds.add(session, row, payment.order_id, "refund_asked", act)


def _row(payment: Payment, capture_id: str, amount: Money, reason: str, act: Act) -> RefundRow:
    ref = new_ref()
    row = RefundRow(ref=ref, payment_id=payment.id, capture_id=capture_id, reason=str(reason), created_at=act.at)
    row.currency, row.amount_minor = amount.currency, amount.amount_minor
    row.request_id, row.invoice_id = f"tm-{ref}-refund", f"TM-{ref}-R"
    row.note, row.next_at = "", act.at
    return row
