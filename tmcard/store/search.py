"""Finding an order by what somebody has in hand: a reference, a number from a statement, a card, an address."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.identifiers import clean_code, plain
from tmcard.store.models import Card, Dispute, Order, Payment, RefundRow

#: Fewer digits of an ICCID fit too many cards.
LEAST_DIGITS = 4
MAX_LENGTH = 254


def orders(session: Session, text: str, limit: int = 50) -> list[Order]:
    """The orders that `text` names, newest first, with their card and plan.

    Whole references only (ours, or the payment service's), the last digits of an ICCID, or a receipt's address.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > MAX_LENGTH:
        return []
    query = select(Order).join(Order.card).options(joinedload(Order.card), joinedload(Order.plan))
    newest = query.where(or_(*_meanings(wanted))).order_by(Order.created_at.desc(), Order.id.desc()).limit(limit)
    return list(session.scalars(newest.execution_options(populate_existing=True)))


def _meanings(wanted: str) -> list[ColumnElement[bool]]:
    ref, digits = clean_code(wanted), plain(wanted)
    is_refund = or_(RefundRow.ref == ref, *[column == wanted for column in _REFUND_NUMBERS])
    is_payment = or_(
        Payment.ref == ref,
        *[column == wanted for column in _PAYMENT_NUMBERS],
        Payment.id.in_(select(RefundRow.payment_id).where(is_refund)),
        Payment.id.in_(select(Dispute.payment_id).where(Dispute.dispute_id == wanted)),
    )
    found = [Order.ref == ref, Order.id.in_(select(Payment.order_id).where(is_payment))]
    if "@" in wanted:
        found.append(func.lower(Order.receipt_email) == wanted.lower())
    if digits.isascii() and digits.isdigit() and len(digits) >= LEAST_DIGITS:
        found.append(Card.iccid.endswith(digits, autoescape=True))
    return found


#: What a payer reads on a statement, or staff in the payment service's own pages.
_PAYMENT_NUMBERS = (Payment.checkout_id, Payment.capture_id, Payment.invoice_id)
_REFUND_NUMBERS = (RefundRow.capture_id, RefundRow.refund_id, RefundRow.invoice_id)
