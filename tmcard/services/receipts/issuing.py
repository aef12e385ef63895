"""A receipt for all money that became ours, and one for all that went back: also for what was never to be ours."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import last
from tmcard.domain.money import Money
from tmcard.domain.receipts import Series, number_of, year_of
from tmcard.domain.refunds import Reason
from tmcard.store import payments, receipts
from tmcard.store.models import Order, Payment, Receipt, RefundRow


def paid(session: Session, order: Order, payment: Payment, taken: Money, capture_id: str, now: datetime) -> Receipt:
    """Issue the receipt for money that was taken, late in the caller's transaction: the counter is locked.

    `taken` is what really was, whatever had been asked for. Of one capture there is one receipt, however often this
    is called.
    """
    about = f"capture:{capture_id}"
    known = receipts.about(session, about)
    if known is not None:
        return known
    return _issue(session, Series.PAYMENT, now, order, payment, taken, about=about, capture_id=capture_id)


def given_back(
    session: Session, order: Order, refund: RefundRow, *, refund_ref: str | None, capture_id: str | None, now: datetime
) -> Receipt:
    """Issue the receipt for money that went back, late in the caller's transaction: the counter is locked.

    `refund_ref` is what the payment service calls the refund, `capture_id` the money it came from. Of one refund
    there is one receipt, however often this is called.
    """
    about = f"refund:{refund.ref}"
    known = receipts.about(session, about)
    if known is not None:
        return known
    payment = payments.by_id(session, refund.payment_id)
    original = receipts.for_capture(session, payment.id, capture_id)
    facts = {
        "about": about,
        "capture_id": capture_id,
        "refund_ref": refund_ref,
        "reason": (refund.reason == Reason.UNDELIVERABLE and order.failure) or refund.reason,
        "refers_to": original.number if original is not None else None,
    }
    return _issue(session, Series.REFUND, now, order, payment, refund.amount, **facts)


def _issue(
    session: Session, series: Series, now: datetime, order: Order, payment: Payment, amount: Money, **facts: Any
) -> Receipt:
    receipt = Receipt(series=series, issued_at=now, order_id=order.id, payment_id=payment.id, **facts)
    receipt.locale, receipt.zone = order.locale, order.zone
    receipt.currency, receipt.amount_minor, receipt.lines = amount.currency, amount.amount_minor, _lines(order, amount)
    receipt.method, receipt.order_ref, receipt.payment_ref = payment.method, order.ref, payment.ref
    receipt.card_label, receipt.card_tail = order.card.label, last(order.card.iccid)
    seller = receipts.seller(session)
    receipt.seller_name, receipt.seller_address, receipt.seller_tax_id = seller.name, seller.address, seller.tax_id
    receipt.year = year_of(now)
    receipt.serial = receipts.next_serial(session, series, receipt.year)
    receipt.number = number_of(series, receipt.year, receipt.serial)
    return receipts.add(session, receipt)


def _lines(order: Order, amount: Money) -> list[dict[str, Any]]:
    plan = order.plan
    period = {"period_unit": plan.period_unit, "period_count": plan.period_count}
    names = {"name_en": plan.name_en, "name_zh": plan.name_zh}
    return [{**names, **period, "data_bytes": order.data_bytes, "amount_minor": amount.amount_minor}]
