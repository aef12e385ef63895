"""Refunds: money given back, whole or in parts, never more than was taken."""

import sqlite3
from datetime import timedelta

from standins.paypal import captures, ledger, money, replays, representation, webhooks
from standins.paypal.answers import Answer
from standins.paypal.context import Context
from standins.paypal.errors import Json, Refused
from standins.paypal.fields import check_length
from standins.paypal.money import Money

WINDOW = timedelta(days=180)
LENGTHS = {"invoice_id": 127, "custom_id": 127, "note_to_payer": 255}


def refund(context: Context, db: sqlite3.Connection, capture_id: str) -> Answer:
    """Give back what `amount` says, or all that is left; 200 with the first result on a replay."""
    body = replays.read_body()
    capture = captures.find(db, capture_id)
    first = replays.first_result(context, db, "refund", capture_id, body)
    if first:
        return _answer(context, find(db, first), status=200)
    for name, longest in LENGTHS.items():
        check_length(body, name, longest, "")
    _check_refundable(context, db, capture, body)
    left = Money(capture["currency"], capture["amount_minor"] - capture["refunded_minor"])
    amount = money.read_positive(body["amount"], "/amount") if "amount" in body else left
    if amount.currency != left.currency:
        raise Refused("REFUND_CAPTURE_CURRENCY_MISMATCH", field="/amount/currency_code", value=amount.currency)
    if amount.minor > left.minor:
        raise Refused("REFUND_AMOUNT_EXCEEDED", field="/amount/value", value=amount.value)
    made = _give_back(context, db, capture, amount, body)
    replays.remember(context, db, "refund", capture_id, body, made=made["id"])
    return _answer(context, made, status=201)


def read(context: Context, db: sqlite3.Connection, refund_id: str) -> Answer:
    """Show a refund."""
    return Answer(200, representation.refund_body(find(db, refund_id), base_url=context.base_url))


def find(db: sqlite3.Connection, refund_id: str) -> sqlite3.Row:
    """Give a refund, or refuse with 404."""
    row = db.execute("SELECT * FROM refunds WHERE id = ?", (refund_id,)).fetchone()
    if not isinstance(row, sqlite3.Row):
        raise Refused("INVALID_RESOURCE_ID")
    return row


def _check_refundable(context: Context, db: sqlite3.Connection, capture: sqlite3.Row, body: Json) -> None:
    if capture["status"] == "PENDING":
        raise Refused("PENDING_CAPTURE")
    if capture["status"] == "REFUNDED":
        raise Refused("CAPTURE_FULLY_REFUNDED")
    if capture["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise Refused("REFUND_NOT_ALLOWED")
    if context.now(db) > ledger.instant(capture["created_at"]) + WINDOW:
        raise Refused("REFUND_TIME_LIMIT_EXCEEDED")
    used = "SELECT 1 FROM refunds WHERE invoice_id = ?"
    if "invoice_id" in body and db.execute(used, (body["invoice_id"],)).fetchone():
        raise Refused("DUPLICATE_INVOICE_ID", field="/invoice_id", value=str(body["invoice_id"]))


def _give_back(
    context: Context, db: sqlite3.Connection, capture: sqlite3.Row, amount: Money, body: Json
) -> sqlite3.Row:
    total = capture["refunded_minor"] + amount.minor
    refund_id, at = ledger.new_id(), context.stamp(db)
    custom_id = body.get("custom_id", capture["custom_id"])
    invoice_id, note = body.get("invoice_id", ""), body.get("note_to_payer", "")
    db.execute(
        "INSERT INTO refunds (id, capture_id, status, currency, amount_minor, total_refunded_minor, custom_id,"
        " invoice_id, note_to_payer, created_at) VALUES (?, ?, 'COMPLETED', ?, ?, ?, ?, ?, ?, ?)",
        (refund_id, capture["id"], amount.currency, amount.minor, total, custom_id, invoice_id, note, at),
    )
    status = "REFUNDED" if total == capture["amount_minor"] else "PARTIALLY_REFUNDED"
    db.execute(
        "UPDATE captures SET refunded_minor = ?, status = ?, updated_at = ? WHERE id = ?",
        (total, status, at, capture["id"]),
    )
    made = find(db, refund_id)
    resource = representation.refund_body(made, base_url=context.base_url)
    webhooks.record(context, db, "PAYMENT.CAPTURE.REFUNDED", resource, order_id=capture["order_id"])
    return made


def _answer(context: Context, row: sqlite3.Row, *, status: int) -> Answer:
    is_whole = replays.wants_representation()
    return Answer(status, representation.refund_body(row, base_url=context.base_url, is_whole=is_whole))
