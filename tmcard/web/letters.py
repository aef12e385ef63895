"""Messages in words: the renderer the worker sends with. Knows each kind's facts; the words are in templates."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.messages import Channel
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.services.codes import code_for
from tmcard.services.messaging import Letter, NothingToTell
from tmcard.store import orders, payments, receipts, verifications
from tmcard.store.models import Message, Order, Receipt
from tmcard.web.callers import house, keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.reasons import ALERTS, reason
from tmcard.web.receipts import METHODS, attached, sheet

Facts = Mapping[str, Any]
#: Numbers whose carriers let only registered wording through: no line of ours may be added for autofill.
REGISTERED_WORDING = ("+86",)


def render(message: Message) -> Letter:
    """The letter for `message` in its reader's language and zone. Needs an application context, no request.

    Reads what it tells in a session of its own, which is closed before anything is sent.
    """
    with Session(db.engine, expire_on_commit=False) as session, force_locale(message.locale):
        facts = {**FACTS[message.kind](session, message), "zone": message.zone}
        name = f"message/{message.kind}"
        if message.channel == Channel.SMS:
            return Letter("", _plain(f"{name}.sms.txt", facts), "")
        subject = " ".join(_plain(f"{name}.subject.txt", facts).split())
        words = (subject, _plain(f"{name}.txt", facts) + "\n", render_template(f"{name}.html", **facts))
        receipt = facts.get("receipt")
        return Letter(*words, (attached(sheet(receipt)),) if receipt is not None else ())


def link(endpoint: str, **values: str) -> str:
    """An absolute address of the site, as mails need it."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{house().config.base_url}{path}"


def _plain(template: str, facts: Facts) -> str:
    return render_template(template, **facts).strip()


def _order(session: Session, message: Message) -> Facts:
    ref = message.facts["ref"]
    order = orders.by_ref(session, ref)
    if order is None:
        raise NothingToTell(ref)
    links = {"order_url": link("checkout.show", ref=ref), "receipt_url": link("checkout.receipt", ref=ref)}
    return {"order": order, "support_email": house().config.support_email, **links}


def _receipt(session: Session, message: Message) -> Facts:
    facts = _order(session, message)
    return {**facts, **_issued(_of_what_paid(session, facts["order"]))}


def _queued(session: Session, message: Message) -> Facts:
    facts = _receipt(session, message)
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


def _code(session: Session, message: Message) -> Facts:
    verification = verifications.by_ref(session, message.facts["verification"])
    if verification is None or verification.expires_at <= now():
        raise NothingToTell(message.facts["verification"])
    is_registered = message.recipient.startswith(REGISTERED_WORDING)
    host = "" if is_registered else urlsplit(house().config.base_url).hostname or ""
    return {"code": code_for(keys(), verification), "host": host, "purpose": verification.purpose}


def _event(_session: Session, message: Message) -> Facts:
    return {"device": message.facts["device"], "at": datetime.fromisoformat(message.facts["at"])}


def _nothing(_session: Session, _message: Message) -> Facts:
    return {}


#: What the templates of each kind are told besides `zone`.
FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {
    "receipt": _receipt,
    "queued": _queued,
    "refund": _refund,
    "alert": _alert,
    "code": _code,
    "already_registered": _nothing,
    "no_account": _nothing,
    "password_changed": _event,
    "new_device": _event,
}
