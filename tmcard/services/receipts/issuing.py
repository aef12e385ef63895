"""A receipt for all money that became ours, and one for all that went back: also for what was never to be ours."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import last
from tmcard.domain.money import Money
from tmcard.domain.promotions import Line
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
    receipt.currency, receipt.amount_minor, receipt.lines = (
        amount.currency,
        amount.amount_minor,
        _lines(order, series, amount),
    )
    receipt.method, receipt.order_ref, receipt.payment_ref = payment.method, order.ref, payment.ref
    # What its owner calls a card is no business of whoever else pays.
    receipt.card_label = order.card.label if order.link_id is None else ""
    receipt.card_tail = last(order.card.iccid)
    seller = receipts.seller(session)
    receipt.seller_name, receipt.seller_address, receipt.seller_tax_id = seller.name, seller.address, seller.tax_id
    receipt.year = year_of(now)
    receipt.serial = receipts.next_serial(session, series, receipt.year)
    receipt.number = number_of(series, receipt.year, receipt.serial)
    return receipts.add(session, receipt)


def _lines(order: Order, series: Series, amount: Money) -> list[dict[str, Any]]:
    """The plan, and what each promotion took off it: only where that is what was paid. A refund is of one sum."""
    plan, deal = order.plan, order.deal if series is Series.PAYMENT else None
    period = {"period_unit": plan.period_unit, "period_count": plan.period_count}
    names = {"name_en": plan.name_en, "name_zh": plan.name_zh}
    whole = {**names, **period, "data_bytes": order.data_bytes}
    if deal is None or deal.total != amount:
        return [{**whole, "amount_minor": amount.amount_minor}]
    return [{**whole, "amount_minor": deal.price.amount_minor}, *(_taken_off(line) for line in deal.lines)]


def _taken_off(line: Line) -> dict[str, Any]:
    """A promotion's line. It has a `kind`, and no period: that is how it is told from a plan's."""
    names = {"name_en": line.names[0], "name_zh": line.names[1]}
    given = {"amount_minor": -line.off.amount_minor, "extra_bytes": line.extra_bytes}
    return {**names, **given, "kind": line.kind, "code": line.code}
