"""What mails and texts about orders tell: receipts, refunds, renewals that wait, and what staff should look at."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.services.messaging import NothingToTell
from tmcard.store import orders, payments, receipts
from tmcard.store.models import Message, Order, Receipt
from tmcard.web.callers import house
from tmcard.web.links import order_url, receipt_url
from tmcard.web.reasons import ALERTS, reason
from tmcard.web.receipts import METHODS

Facts = Mapping[str, Any]


def _order(session: Session, message: Message) -> Facts:
    ref = message.facts["ref"]
    order = orders.by_ref(session, ref)
    if order is None:
        raise NothingToTell(ref)
    links = {"order_url": order_url(order), "receipt_url": receipt_url(order)}
    return {"order": order, "support_email": house().config.support_email, **links}


def receipt_facts(session: Session, message: Message) -> Facts:
    """What every message about money that has arrived tells."""
    facts = _order(session, message)
    return {**facts, **_issued(_of_what_paid(session, facts["order"]))}


def _queued(session: Session, message: Message) -> Facts:
    facts = receipt_facts(session, message)
    order = facts["order"]
    if order.status != OrderStatus.QUEUED:
        raise NothingToTell(order.ref)
    starts_by = queueing.starts_by(order.card.ends_at, order.paid_at or order.created_at)
    return {**facts, "starts_by": starts_by, "starts_at_bytes": queueing.START_AT_BYTES}


def _of_what_paid(session: Session, order: Order) -> Receipt | None:
    payment = payments.paying(session, order.id)
    return receipts.for_capture(session, payment.id, payment.capture_id) if payment is not None else None


def _issued(receipt: Receipt | None) -> Facts:
    """A receipt to attach. Money that moved before there were receipts has none: its mail goes without."""
    return {"receipt": receipt, "paid_with": METHODS[receipt.method] if receipt is not None else "PayPal"}


def _refund(session: Session, message: Message) -> Facts:
    facts = {**_order(session, message), **_issued(receipts.about(session, message.key))}
    receipt = facts["receipt"]
    why = reason(receipt.reason if receipt is not None else facts["order"].failure) or reason(message.facts["reason"])
    return {**facts, "amount": Money(message.facts["amount_minor"], message.facts["currency"]), "why": why}


def _alert(session: Session, message: Message) -> Facts:
    facts = message.facts
    amount = Money(facts["amount_minor"], facts["currency"]) if facts.get("currency") else None
    told = {"status": facts["status"], "subject": facts["subject"], "why": facts.get("why", "")}
    what = ALERTS[facts.get("kind", "stuck_orders")]
    return {**_order(session, message), **told, "what": what, "amount": amount}


FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {
    "receipt": receipt_facts,
    "queued": _queued,
    "refund": _refund,
    "alert": _alert,
}
