"""What the script's frames tell PayPal: this card, that result of 3-D Secure, an Apple Pay token. No Bearer there."""

import re
import sqlite3
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, make_response, request

from standins.paypal import magic, money, orders, representation, sources, webhooks
from standins.paypal.context import Context
from standins.paypal.errors import Json, Refused
from standins.paypal.money import Money
from standins.paypal.sdk.cards import Card, is_number, known

EXPIRY = re.compile(r"(0[1-9]|1[0-2]) ?/ ?([0-9]{2})")
CODE = re.compile(r"[0-9]{3,4}")
Act = Callable[[sqlite3.Connection, sqlite3.Row], Json]


def add_to(sdk: Blueprint, context: Context) -> None:
    """Put the addresses on the blueprint."""

    def do(order_id: str, act: Act) -> Response:
        try:
            with context.ledger.transaction() as db:
                answer = jsonify(act(db, orders.find(context, db, order_id)))
        except Refused as refusal:
            answer = make_response(jsonify(name=refusal.issue, paypalDebugId="standin"), refusal.status)
        context.wake_sender()
        return answer

    @sdk.post("/orders/<order_id>/card")
    def confirmed_card(order_id: str) -> Response:
        return do(order_id, lambda db, order: confirm_card(context, db, order))

    @sdk.post("/orders/<order_id>/challenge")
    def ended_challenge(order_id: str) -> Response:
        return do(order_id, lambda db, order: end_challenge(db, order))

    @sdk.post("/orders/<order_id>/apple-pay")
    def confirmed_apple_pay(order_id: str) -> Response:
        answer = do(order_id, lambda db, order: confirm_apple_pay(context, db, order))
        answer.headers["Access-Control-Allow-Origin"] = "*"  # asked from the shop's own page
        return answer


def confirm_card(context: Context, db: sqlite3.Connection, order: sqlite3.Row) -> Json:
    """Attach the card. Without 3-D Secure the order is approved; with it the order stays as it is for now."""
    _check_unpaid(order)
    number, expiry = request.form.get("number", "").replace(" ", ""), EXPIRY.fullmatch(request.form.get("expiry", ""))
    if not is_number(number) or expiry is None or not CODE.fullmatch(request.form.get("cvv", "")):
        raise Refused("INVALID_PARAMETER_VALUE", field="/payment_source/card")
    found = known(number)
    shown: Json = {"brand": found.brand, "last_digits": number[-4:], "type": "CREDIT"}
    shown["expiry"] = f"20{expiry[2]}-{expiry[1]}"
    if len(name := request.form.get("name", "").strip()) > 1:
        shown["name"] = name[:300]
    if not found.is_challenged and found.authentication_result:
        shown["authentication_result"] = found.authentication_result
    sources.keep(db, order["id"], {"card": shown}, found.outcome)
    if found.is_challenged:
        return {"challenge": _result(found)}
    approve(context, db, order["id"])
    return {}


def end_challenge(db: sqlite3.Connection, order: sqlite3.Row) -> Json:
    """Write down what the issuer said. The order stays CREATED, also when it passed: shops saw that of PayPal."""
    source = sources.of_order(db, order["id"])
    result = request.form.get("result", "").split(",")
    if "card" not in source or len(result) != 3:
        raise Refused("INVALID_PARAMETER_VALUE", field="/payment_source/card")
    fate = Card("", shift=result[0], enrollment=result[1], status=result[2])
    source["card"]["authentication_result"] = fate.authentication_result
    sources.keep(db, order["id"], source)
    return {"liabilityShift": fate.shift}


def confirm_apple_pay(context: Context, db: sqlite3.Connection, order: sqlite3.Row) -> Json:
    """Attach the token, if the payer saw the amount of the order on Apple's sheet."""
    _check_unpaid(order)
    amounts = [money.read(unit["amount"], "/amount") for unit in representation.request_of(order)["purchase_units"]]
    seen = money.read({"currency_code": request.form.get("currency"), "value": request.form.get("amount")}, "/amount")
    if seen != Money(amounts[0].currency, sum(amount.minor for amount in amounts)):
        raise Refused("APPLE_PAY_AMOUNT_MISMATCH")
    outcome = request.form.get("outcome", "")
    shown = {"card": {"brand": "VISA", "last_digits": "1111", "type": "CREDIT"}, "name": "Local Payer"}
    sources.keep(db, order["id"], {"apple_pay": shown}, outcome if outcome == magic.CARDLIKE_DECLINED else "")
    approve(context, db, order["id"])
    return {"approveApplePayPayment": {"id": order["id"], "status": "APPROVED"}}


def approve(context: Context, db: sqlite3.Connection, order_id: str) -> None:
    """Let the order count as approved, and say so by webhook."""
    orders.change(context, db, order_id, status="APPROVED", surprise="")
    approved = orders.find(context, db, order_id)
    resource = representation.order_body(db, approved, base_url=context.base_url, is_whole=True)
    webhooks.record(context, db, "CHECKOUT.ORDER.APPROVED", resource, order_id=order_id)


def _check_unpaid(order: sqlite3.Row) -> None:
    if order["status"] == "COMPLETED":
        raise Refused("ORDER_ALREADY_CAPTURED")


def _result(card: Card) -> str:
    return f"{card.shift},{card.enrollment},{card.status}"
