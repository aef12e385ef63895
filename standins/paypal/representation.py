"""Orders, captures and refunds as PayPal writes them."""

import json
import sqlite3
from typing import Any

from standins.paypal import sources
from standins.paypal.errors import Json
from standins.paypal.money import Money

MERCHANT_ID = "TMCARDSTANDN2"
COPIED = ("reference_id", "amount", "description", "custom_id", "invoice_id", "soft_descriptor", "items")


def request_of(order: sqlite3.Row) -> dict[str, Any]:
    """Give the body with which the order was created."""
    kept: dict[str, Any] = json.loads(order["request"])
    return kept


def order_body(db: sqlite3.Connection, order: sqlite3.Row, *, base_url: str, is_whole: bool) -> Json:
    """Write an order: whole, or with id, status and links only."""
    minimal: Json = {
        "id": order["id"],
        "status": order["status"],
        "links": _order_links(order, base_url),
    }
    if not is_whole:
        return minimal
    request = request_of(order)
    units = [_unit_body(db, order, unit, base_url) for unit in request["purchase_units"]]
    whole: Json = {
        **minimal,
        "intent": request["intent"],
        "create_time": order["created_at"],
        "update_time": order["updated_at"],
        "purchase_units": units,
    }
    if confirmed := sources.of_order(db, order["id"]):
        return whole | {"payment_source": confirmed}
    if order["payer_email"]:
        return whole | {"payment_source": {"paypal": _wallet(order)}, "payer": _payer(order)}
    asked = request.get("payment_source")
    return whole | ({"payment_source": {name: {} for name in asked}} if asked else {})


def capture_body(capture: sqlite3.Row, *, base_url: str, is_whole: bool = True) -> Json:
    """Write a capture: whole, or with id, status and links only."""
    url = f"{base_url}/v2/payments/captures/{capture['id']}"
    links: list[Json] = [
        {"href": url, "rel": "self", "method": "GET"},
        {"href": f"{url}/refund", "rel": "refund", "method": "POST"},
        {"href": f"{base_url}/v2/checkout/orders/{capture['order_id']}", "rel": "up", "method": "GET"},
    ]
    minimal: Json = {"id": capture["id"], "status": capture["status"], "links": links}
    if not is_whole:
        return minimal
    amount = Money(capture["currency"], capture["amount_minor"])
    whole: Json = {
        **minimal,
        "amount": amount.wire(),
        "final_capture": True,
        "seller_protection": {"status": "NOT_ELIGIBLE"},
        "create_time": capture["created_at"],
        "update_time": capture["updated_at"],
        **_named(capture),
    }
    if capture["reason"]:
        whole["status_details"] = {"reason": capture["reason"]}
    if capture["status"] == "DECLINED":
        whole["processor_response"] = {"response_code": "5120"}
    elif capture["status"] != "PENDING":
        whole["seller_receivable_breakdown"] = _seller_share(amount)
    return whole


def linked_capture_body(capture: sqlite3.Row, *, base_url: str) -> Json:
    """Write a capture as read by itself or in a webhook: with the order it belongs to."""
    related = {"related_ids": {"order_id": capture["order_id"]}}
    payee = {"email_address": "merchant@example.com", "merchant_id": MERCHANT_ID}
    return capture_body(capture, base_url=base_url) | {"supplementary_data": related, "payee": payee}


def refund_body(refund: sqlite3.Row, *, base_url: str, is_whole: bool = True) -> Json:
    """Write a refund; `total_refunded_amount` is cumulative over the capture, as of this refund."""
    capture_url = f"{base_url}/v2/payments/captures/{refund['capture_id']}"
    links: list[Json] = [
        {"href": f"{base_url}/v2/payments/refunds/{refund['id']}", "rel": "self", "method": "GET"},
        {"href": capture_url, "rel": "up", "method": "GET"},
    ]
    minimal: Json = {"id": refund["id"], "status": refund["status"], "links": links}
    if not is_whole:
        return minimal
    amount = Money(refund["currency"], refund["amount_minor"])
    whole: Json = {
        **minimal,
        "amount": amount.wire(),
        "seller_payable_breakdown": {
            "gross_amount": amount.wire(),
            "paypal_fee": Money(amount.currency, 0).wire(),
            "net_amount": amount.wire(),
            "total_refunded_amount": Money(amount.currency, refund["total_refunded_minor"]).wire(),
        },
        "create_time": refund["created_at"],
        "update_time": refund["created_at"],
        **_named(refund),
    }
    return whole | ({"note_to_payer": refund["note_to_payer"]} if refund["note_to_payer"] else {})


def _order_links(order: sqlite3.Row, base_url: str) -> list[Json]:
    url = f"{base_url}/v2/checkout/orders/{order['id']}"
    links: list[Json] = [{"href": url, "rel": "self", "method": "GET"}]
    if order["status"] != "COMPLETED":
        rel = "payer-action" if request_of(order).get("payment_source") else "approve"
        links.append({"href": f"{base_url}/checkoutnow?token={order['id']}", "rel": rel, "method": "GET"})
    if order["status"] == "APPROVED":
        links.append({"href": f"{url}/capture", "rel": "capture", "method": "POST"})
    return links


def _unit_body(db: sqlite3.Connection, order: sqlite3.Row, unit: Json, base_url: str) -> Json:
    answer: Json = {"reference_id": "default"} | {name: unit[name] for name in COPIED if name in unit}
    answer["payee"] = {"email_address": "merchant@example.com", "merchant_id": MERCHANT_ID}
    captures = db.execute(
        "SELECT * FROM captures WHERE order_id = ? AND reference_id = ? ORDER BY seq",
        (order["id"], answer["reference_id"]),
    ).fetchall()
    if not captures:
        return answer
    payments: dict[str, list[Json]] = {"captures": [capture_body(row, base_url=base_url) for row in captures]}
    refunds = [
        refund_body(row, base_url=base_url)
        for capture in captures
        for row in db.execute("SELECT * FROM refunds WHERE capture_id = ? ORDER BY seq", (capture["id"],))
    ]
    return answer | {"payments": payments | ({"refunds": refunds} if refunds else {})}


def _wallet(order: sqlite3.Row) -> Json:
    return {
        "email_address": order["payer_email"],
        "account_id": order["payer_id"],
        "account_status": "VERIFIED",
        "name": {"given_name": "Local", "surname": "Payer"},
        "address": {"country_code": "US"},
    }


def _payer(order: sqlite3.Row) -> Json:
    return {
        "email_address": order["payer_email"],
        "payer_id": order["payer_id"],
        "name": {"given_name": "Local", "surname": "Payer"},
        "address": {"country_code": "US"},
    }


def _named(row: sqlite3.Row) -> Json:
    return {name: row[name] for name in ("custom_id", "invoice_id") if row[name]}


def _seller_share(gross: Money) -> Json:
    fee = Money(gross.currency, min(gross.minor, gross.minor * 34 // 1000 + 30))
    net = Money(gross.currency, gross.minor - fee.minor)
    return {"gross_amount": gross.wire(), "paypal_fee": fee.wire(), "net_amount": net.wire()}
