"""Captures: money taken from an approved order, at once, later, or not."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta

from standins.paypal import ledger, magic, money, orders, replays, representation, sources, webhooks
from standins.paypal.answers import Answer
from standins.paypal.context import Context, modes
from standins.paypal.errors import Json, Refused

PENDING_LASTS = timedelta(seconds=60)
MAX_FAILED_ATTEMPTS = 10


@dataclass(frozen=True)
class Outcome:
    """How a capture ends, and the webhook that says so."""

    status: str
    reason: str
    event: str


COMPLETED = Outcome("COMPLETED", "", "PAYMENT.CAPTURE.COMPLETED")
PENDING = Outcome("PENDING", "PENDING_REVIEW", "PAYMENT.CAPTURE.PENDING")
DECLINED = Outcome("DECLINED", "", "PAYMENT.CAPTURE.DECLINED")
DENIED = Outcome("DECLINED", "", "PAYMENT.CAPTURE.DENIED")


def capture(context: Context, db: sqlite3.Connection, order_id: str) -> Answer:
    """Take the money of an approved order, or answer 200 with what the first call with this id took."""
    body = replays.read_body()
    repeats = modes(db)["captures_twice"]
    if not repeats and replays.first_result(context, db, "capture", order_id, body):
        return orders.answer(context, db, orders.find(context, db, order_id), status=200)
    order = orders.find(context, db, order_id)
    _check_approved(order, repeats=repeats, is_authenticated=sources.is_authenticated(db, order_id))
    units = representation.request_of(order)["purchase_units"]
    orders.check_invoices(db, units, order_id=order_id)
    names = magic.asked_for(order["payer_email"]) | sources.asked_for(db, order_id)
    _meet_surprise(context, db, order, names)
    outcome = PENDING if magic.PENDING in names else COMPLETED
    outcome = DECLINED if magic.CARDLIKE_DECLINED in names else outcome
    orders.change(context, db, order_id, status="COMPLETED")
    for unit in units:
        _take(context, db, order, unit, outcome)
    replays.remember(context, db, "capture", order_id, body, made=order_id)
    answer = orders.answer(context, db, orders.find(context, db, order_id), status=201)
    return _as_asked(context, answer, names)


def read(context: Context, db: sqlite3.Connection, capture_id: str) -> Answer:
    """Show a capture with the order it belongs to."""
    return Answer(200, representation.linked_capture_body(find(db, capture_id), base_url=context.base_url))


def find(db: sqlite3.Connection, capture_id: str) -> sqlite3.Row:
    """Give a capture, or refuse with 404."""
    row = db.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
    if not isinstance(row, sqlite3.Row):
        raise Refused("INVALID_RESOURCE_ID")
    return row


def complete_due(context: Context, db: sqlite3.Connection) -> None:
    """Complete the captures that have been pending long enough."""
    if modes(db)["pending_stays"]:
        return
    before = ledger.stamp(context.now(db) - PENDING_LASTS)
    due = db.execute("SELECT id FROM captures WHERE status = 'PENDING' AND created_at <= ?", (before,))
    for row in due.fetchall():
        decide(context, db, row["id"], COMPLETED)


def decide(context: Context, db: sqlite3.Connection, capture_id: str, outcome: Outcome) -> bool:
    """End a pending capture and send its webhook; False when it was not pending any more."""
    changed = db.execute(
        "UPDATE captures SET status = ?, reason = ?, updated_at = ? WHERE id = ? AND status = 'PENDING'",
        (outcome.status, outcome.reason, context.stamp(db), capture_id),
    ).rowcount
    if changed:
        _tell(context, db, find(db, capture_id), outcome)
    return bool(changed)


def _check_approved(order: sqlite3.Row, *, repeats: bool, is_authenticated: bool) -> None:
    if order["status"] == "COMPLETED" and not repeats:
        raise Refused("ORDER_ALREADY_CAPTURED")
    if order["status"] == "PAYER_ACTION_REQUIRED" and order["was_sent_back"]:
        raise Refused("PAYER_ACTION_REQUIRED", order_id=order["id"])
    if order["status"] not in ("APPROVED", "COMPLETED") and not is_authenticated:
        raise Refused("ORDER_NOT_APPROVED")
    if order["failed_attempts"] >= MAX_FAILED_ATTEMPTS:
        raise Refused("MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED")


def _meet_surprise(context: Context, db: sqlite3.Connection, order: sqlite3.Row, names: frozenset[str]) -> None:
    # What is written here stays although the call is refused: a surprise happens once.
    order_id = order["id"]
    if magic.REFUSED in names:
        raise Refused("TRANSACTION_REFUSED")
    if order["surprise"]:
        orders.change(context, db, order_id, surprise="")
    if order["surprise"] == magic.LOST:
        raise Refused("INTERNAL_SERVER_ERROR")
    if order["surprise"] == magic.PAYER_ACTION:
        orders.change(context, db, order_id, status="PAYER_ACTION_REQUIRED", was_sent_back=1)
        raise Refused("PAYER_ACTION_REQUIRED", order_id=order_id)
    if order["surprise"] == magic.DECLINED or magic.DECLINED in names:
        orders.change(context, db, order_id, failed_attempts=order["failed_attempts"] + 1)
        raise Refused("INSTRUMENT_DECLINED", order_id=order_id)


def _take(context: Context, db: sqlite3.Connection, order: sqlite3.Row, unit: Json, outcome: Outcome) -> None:
    amount = money.read(unit["amount"], "/amount")
    minor = max(1, amount.minor - 1) if modes(db)["short_amount"] else amount.minor
    capture_id, at = ledger.new_id(), context.stamp(db)
    db.execute(
        "INSERT INTO captures (id, order_id, reference_id, status, reason, currency, amount_minor, custom_id,"
        " invoice_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(capture_id, order["id"], unit.get("reference_id", "default"), outcome.status, outcome.reason),
            *(amount.currency, minor, unit.get("custom_id", ""), unit.get("invoice_id", ""), at, at),
        ),
    )
    _tell(context, db, find(db, capture_id), outcome)


def _tell(context: Context, db: sqlite3.Connection, row: sqlite3.Row, outcome: Outcome) -> None:
    resource = representation.linked_capture_body(row, base_url=context.base_url)
    webhooks.record(context, db, outcome.event, resource, order_id=row["order_id"])


def _as_asked(context: Context, answer: Answer, names: frozenset[str]) -> Answer:
    if magic.TIMEOUT in names:
        return replace(answer, lost="closed", hold_seconds=context.hang_seconds)
    return replace(answer, delay_seconds=context.slow_seconds) if magic.SLOW in names else answer
