"""Deeds beside the plain way through PayPal: cards in the page, refunds by staff or at PayPal, disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from tests.faults.ground import PAYER
from tests.faults.scene import PAYPAL
from tmcard.domain.money import Money
from tmcard.services import refunding
from tmcard.store import orders, payments
from tmcard.web.database import db

if TYPE_CHECKING:
    from tests.faults.acts import Cast

#: Numbers that the schemes publish for tests, by what becomes of them at the stand-in.
CARDS = {
    "good": "4111111111111111",
    "declined": "4000000000000002",
    "refused": "6011111111111117",
    "pending": "4012888888881881",
    "passed": "5555555555554444",
    "failed": "5105105105105100",
    "unclear": "378282246310005",
}


def enter_card(cast: Cast, ref: str, name: str) -> None:
    """Type a card into PayPal's fields on the pay page, and answer the bank if it asks."""
    form = {"method": "card", "terms": "y", "email": PAYER}
    answer = cast.client.post(f"/checkout/{ref}/attempts", data=form)
    if answer.status_code >= 500 and answer.status_code != 503:
        cast.note(f"an attempt by card was answered {answer.status_code}")
    if answer.status_code != 200:
        return
    checkout = cast.memory.approvals[f"{ref}/card"] = answer.get_json()["id"]
    card = {"number": CARDS[name], "expiry": "12/30", "cvv": "1234", "name": "Local Payer"}
    asked = cast.scene.http.post(f"{PAYPAL}/sdk/orders/{checkout}/card", data=card, timeout=10).json()
    if "challenge" in asked:
        result = {"result": asked["challenge"]}
        cast.scene.http.post(f"{PAYPAL}/sdk/orders/{checkout}/challenge", data=result, timeout=10)


def settle(cast: Cast, ref: str, _: str) -> None:
    """PayPal's script says that the payer has approved."""
    checkout = cast.memory.approvals.get(f"{ref}/card")
    if checkout:
        status = cast.client.post(f"/checkout/{ref}/attempts/{checkout}/settle", data={}).status_code
        if status >= 500 and status != 503:
            cast.note(f"settling was answered {status}")
    cast.perform("look")


def refund(cast: Cast, ref: str, minor: str) -> None:
    """Staff give back a part, or all; the same amount is the same press of the button."""
    with cast.scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        payment = payments.paying(session, order.id) if order else None
        if payment is None:
            return
        amount = Money(int(minor), payment.currency) if minor else None
        with suppress(refunding.CannotRefund):  # staff are told so, and nothing happens
            refunding.ask(session, payment.id, amount=amount, reason="goodwill", note="", actor="staff:1",
                          form_token=f"form-{minor}", now=cast.scene.clock())  # fmt: skip


def elsewhere(cast: Cast, _: str, minor: str) -> None:
    """Somebody gives back a part, or all, on PayPal's own pages."""
    body = {"amount_minor": int(minor)} if minor else {}
    for capture in _captures(cast):
        if capture["refunded_minor"] < capture["amount_minor"]:
            cast.scene.lever(PAYPAL, f"captures/{capture['id']}/refund", body)


def dispute(cast: Cast, _: str, __: str) -> None:
    """The payer goes to PayPal and complains."""
    for capture in _captures(cast)[:1]:
        cast.memory.approvals["dispute"] = str(
            cast.scene.lever(PAYPAL, f"captures/{capture['id']}/dispute", {})["dispute_id"]
        )


def resolve(cast: Cast, _: str, outcome: str) -> None:
    """PayPal decides the dispute."""
    found = cast.memory.approvals.get("dispute")
    if found:
        cast.scene.lever(PAYPAL, f"disputes/{found}/resolve", {"outcome": outcome})


def _captures(cast: Cast) -> list[dict[str, Any]]:
    return [c for c in cast.scene.account(PAYPAL)["captures"] if c["status"] in ("COMPLETED", "PARTIALLY_REFUNDED")]


DEEDS: Mapping[str, Callable[[Cast, str, str], None]] = {
    "card": enter_card,
    "settle": settle,
    "refund": refund,
    "elsewhere": elsewhere,
    "dispute": dispute,
    "resolve": resolve,
}
