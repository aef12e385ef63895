"""The bodies and headers we send to PayPal (Orders v2, Payments v2)."""

import re
from decimal import Decimal
from typing import Any

from tmcard.adapters.paypal.amounts import to_json
from tmcard.adapters.paypal.words import LOCALES
from tmcard.domain.payments import Method
from tmcard.domain.ports import CheckoutRequest, RefundRequest

MAX_TEXT = 127
MAX_NOTE = 255
#: 3-D Secure where the law or the issuer wants it.
VERIFICATION = "SCA_WHEN_REQUIRED"
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,108}")


def headers(request_id: str = "") -> dict[str, str]:
    """Business headers: the idempotency key of a write, and the wish for the full answer."""
    wishes = {"Prefer": "return=representation"}
    if request_id:
        if not _REQUEST_ID.fullmatch(request_id):
            raise ValueError("request_id")
        wishes["PayPal-Request-Id"] = request_id
    return wishes


def create(request: CheckoutRequest, brand_name: str) -> dict[str, Any]:
    """An order of one digital item, to be approved by the payer and captured by us at once."""
    order: dict[str, Any] = {"intent": "CAPTURE", "purchase_units": [_unit(request, brand_name)]}
    source = _source(request, brand_name)
    return {**order, "payment_source": source} if source else order


def refund(request: RefundRequest) -> dict[str, Any]:
    """A refund of exactly the amount asked for, so that repeating a lost one cannot give back more."""
    body: dict[str, Any] = {
        "amount": to_json(request.amount),
        "custom_id": _id(request.custom_id),
        "invoice_id": _id(request.invoice_id),
    }
    note = _line(request.note, MAX_NOTE)
    return {**body, "note_to_payer": note} if note else body


def _unit(request: CheckoutRequest, brand_name: str) -> dict[str, Any]:
    total = to_json(request.amount)
    text = _line(request.description, MAX_TEXT) or _line(brand_name, MAX_TEXT)
    unit = {
        "reference_id": "default",
        "custom_id": _id(request.custom_id),
        "invoice_id": _id(request.invoice_id),
        "description": text,
        "amount": {**total, "breakdown": {"item_total": dict(total)}},
        "items": [{"name": text, "quantity": "1", "category": "DIGITAL_GOODS", "unit_amount": dict(total)}],
    }
    check_totals(unit)
    return unit


def check_totals(unit: dict[str, Any]) -> None:
    """Raise ValueError unless amount = item_total = sum of the items, on the very strings that will be sent.

    PayPal answers AMOUNT_MISMATCH or ITEM_TOTAL_MISMATCH otherwise, and the payer could not pay.
    """
    total, stated = unit["amount"], unit["amount"]["breakdown"]["item_total"]
    prices = [(item["unit_amount"], int(item["quantity"])) for item in unit["items"]]
    summed = sum((Decimal(price["value"]) * count for price, count in prices), Decimal(0))
    currencies = {total["currency_code"], stated["currency_code"], *(price["currency_code"] for price, _ in prices)}
    if not Decimal(total["value"]) == Decimal(stated["value"]) == summed or len(currencies) != 1:
        raise ValueError("breakdown")


def _source(request: CheckoutRequest, brand_name: str) -> dict[str, Any]:
    """How it will be paid. PayPal's script in the browser adds the card or the Apple Pay token: we see neither."""
    if request.method is Method.APPLE_PAY:
        return {}
    if request.method is Method.CARD:
        urls = {"return_url": request.return_url, "cancel_url": request.cancel_url}
        return {"card": {"attributes": {"verification": {"method": VERIFICATION}}, "experience_context": urls}}
    return {"paypal": {"experience_context": _experience(request, brand_name)}}


def _experience(request: CheckoutRequest, brand_name: str) -> dict[str, str]:
    return {
        "brand_name": _line(brand_name, MAX_TEXT),
        "locale": LOCALES.get(request.locale, LOCALES["en"]),
        "landing_page": "NO_PREFERENCE",
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        # Keeps eChecks out, and with them most captures that stay pending for days.
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        "return_url": request.return_url,
        "cancel_url": request.cancel_url,
    }


def _line(text: str, limit: int) -> str:
    """`text` on one line, no longer than PayPal takes."""
    return " ".join(text.split())[:limit].rstrip()


def _id(text: str) -> str:
    """An id of ours, which must never be cut: two would become one."""
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise ValueError("id")
    return text
