"""Orders: made, read, lapsed."""

import json
import sqlite3
from datetime import timedelta

from flask import request

from standins.paypal import ledger, replays, representation, validation
from standins.paypal.answers import Answer
from standins.paypal.context import Context
from standins.paypal.errors import Refused

LIFETIME = timedelta(hours=3)
UNPAID = ("DECLINED", "FAILED")


def create(context: Context, db: sqlite3.Connection, _: str) -> Answer:
    """Make an order, or answer 200 with what the first call with this request id made."""
    body = replays.read_body()
    first = replays.first_result(context, db, "create", "", body)
    if first:
        return answer(context, db, find(context, db, first), status=200)
    validation.check_order(body)
    check_invoices(db, body["purchase_units"], order_id="")
    order_id = ledger.new_id()
    source = body.get("payment_source")
    names = set(source) if isinstance(source, dict) else set()
    if "card" in names and not request.headers.get("PayPal-Request-Id"):
        raise Refused("PAYPAL_REQUEST_ID_REQUIRED")
    status = "PAYER_ACTION_REQUIRED" if "paypal" in names else "CREATED"
    at = context.stamp(db)
    db.execute(
        "INSERT INTO orders (id, status, request, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (order_id, status, json.dumps(body), at, at),
    )
    replays.remember(context, db, "create", "", body, made=order_id)
    return answer(context, db, find(context, db, order_id), status=201)


def read(context: Context, db: sqlite3.Connection, order_id: str) -> Answer:
    """Show a whole order; one that is unknown or lapsed is refused with 404."""
    order = find(context, db, order_id)
    return Answer(200, representation.order_body(db, order, base_url=context.base_url, is_whole=True))


def find(context: Context, db: sqlite3.Connection, order_id: str) -> sqlite3.Row:
    """Give an order that can still be spoken of: a completed one for ever, any other until it lapses."""
    row = db.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if not isinstance(row, sqlite3.Row):
        raise Refused("INVALID_RESOURCE_ID")
    has_lapsed = context.now(db) >= ledger.instant(row["created_at"]) + LIFETIME
    if has_lapsed and row["status"] != "COMPLETED":
        raise Refused("INVALID_RESOURCE_ID")
    return row


def answer(context: Context, db: sqlite3.Connection, order: sqlite3.Row, *, status: int) -> Answer:
    """Answer with an order in the size the caller prefers."""
    is_whole = replays.wants_representation()
    return Answer(status, representation.order_body(db, order, base_url=context.base_url, is_whole=is_whole))


def check_invoices(db: sqlite3.Connection, units: object, *, order_id: str) -> None:
    """Refuse an invoice id that another order has already paid (the account's default setting)."""
    for unit in units if isinstance(units, list) else []:
        paid = db.execute(
            "SELECT 1 FROM captures WHERE invoice_id = ? AND order_id != ? AND status NOT IN (?, ?)",
            (unit.get("invoice_id"), order_id, *UNPAID),
        ).fetchone()
        if paid:
            raise Refused("DUPLICATE_INVOICE_ID", field="/purchase_units/invoice_id", value=unit["invoice_id"])


def change(context: Context, db: sqlite3.Connection, order_id: str, **values: str | int) -> None:
    """Set columns of an order and its update time."""
    values["updated_at"] = context.stamp(db)
    columns = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE orders SET {columns} WHERE id = ?", (*values.values(), order_id))  # noqa: S608
