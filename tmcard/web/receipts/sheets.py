"""What a receipt says, in the reader's language: one source for the page, the mail and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from tmcard.domain.money import Money
from tmcard.domain.payments import Method
from tmcard.domain.plans import PeriodUnit
from tmcard.store.models import Receipt
from tmcard.web import formats, i18n
from tmcard.web.reasons import reason

METHODS: Mapping[str, LazyString] = {
    Method.PAYPAL: _("PayPal"),
    Method.CARD: _("Bank card, through PayPal"),
    Method.APPLE_PAY: _("Apple Pay, through PayPal"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what was paid for."""

    name: str
    detail: str
    amount: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A receipt in words. `facts` are terms and values; `total` is the word before the sum, and the sum."""

    number: str
    title: str
    seller: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    total: tuple[str, str]
    notes: tuple[str, ...]
    issued_at: datetime
    language: str


def sheet(receipt: Receipt) -> Sheet:
    """The receipt in the current language, its times in the zone that it was issued for."""
    total = gettext("Total given back") if receipt.is_refund else gettext("Total paid")
    return Sheet(
        number=receipt.number,
        title=gettext("Refund receipt") if receipt.is_refund else gettext("Receipt"),
        seller=_seller(receipt),
        facts=tuple(_refund_facts(receipt) if receipt.is_refund else _payment_facts(receipt)),
        items=tuple(_item(line, receipt.currency) for line in receipt.lines),
        total=(total, formats.money(receipt.amount)),
        notes=_notes(receipt),
        issued_at=receipt.issued_at,
        language=i18n.html_lang(),
    )


def _seller(receipt: Receipt) -> tuple[str, ...]:
    tax_id = gettext("Tax number: %(number)s", number=receipt.seller_tax_id) if receipt.seller_tax_id else ""
    return tuple(line for line in (receipt.seller_name, receipt.seller_address, tax_id) if line)


def _payment_facts(receipt: Receipt) -> list[tuple[str, str]]:
    return [
        (gettext("Paid on"), formats.instant(receipt.issued_at, receipt.zone)),
        (gettext("Paid with"), str(METHODS[receipt.method])),
        *_shared_facts(receipt),
    ]


def _refund_facts(receipt: Receipt) -> list[tuple[str, str]]:
    facts = [
        (gettext("Given back on"), formats.instant(receipt.issued_at, receipt.zone)),
        (gettext("Given back to"), str(METHODS[receipt.method])),
        (gettext("Original receipt"), receipt.refers_to or ""),
        *_shared_facts(receipt),
        (gettext("PayPal refund"), receipt.refund_ref or ""),
    ]
    return [(term, value) for term, value in facts if value]


def _shared_facts(receipt: Receipt) -> list[tuple[str, str]]:
    card = f"{receipt.card_label or gettext('T-M card')} •••• {receipt.card_tail}"
    facts = [(gettext("Card"), card), (gettext("Order number"), receipt.order_ref)]
    return facts + ([(gettext("PayPal transaction"), receipt.capture_id)] if receipt.capture_id else [])


def _item(line: Mapping[str, Any], currency: str) -> Item:
    name = line["name_zh"] if i18n.language() == "zh" else line["name_en"]
    if "kind" in line:  # what a promotion gave
        off = formats.money(Money(line["amount_minor"], currency)) if line["amount_minor"] else ""
        return Item(name, _given(line), off)
    size, period = formats.data_size(line["data_bytes"]), _period(line["period_unit"], line["period_count"])
    detail = gettext("%(size)s · %(days)s", size=size, days=period)
    return Item(name, detail, formats.money(Money(line["amount_minor"], currency)))


def _given(line: Mapping[str, Any]) -> str:
    more = gettext("+%(size)s", size=formats.data_size(line["extra_bytes"])) if line["extra_bytes"] else ""
    code = gettext("Code %(code)s", code=line["code"]) if line["code"] else ""
    return " · ".join(part for part in (more, code) if part)


def _period(unit: str, count: int) -> str:
    if unit == PeriodUnit.YEAR:
        return str(ngettext("%(num)s year", "%(num)s years", count))
    if unit == PeriodUnit.MONTH:
        return str(ngettext("%(num)s month", "%(num)s months", count))
    return formats.days(count)


def _notes(receipt: Receipt) -> tuple[str, ...]:
    why = reason(receipt.reason) if receipt.is_refund else None
    address = str(current_app.jinja_env.globals.get("support_email") or "")
    ask = gettext("Questions? Write to %(address)s and name the receipt's number.", address=address) if address else ""
    return tuple(str(note) for note in (why, ask) if note)
