"""What happens to money behind the merchant's back: disputes, reversals, refunds made in PayPal's own pages."""

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request

from standins.paypal import captures, ledger, representation, webhooks
from standins.paypal.answers import Answer
from standins.paypal.calls import Calls
from standins.paypal.context import Context
from standins.paypal.errors import Json, Refused
from standins.paypal.money import Money

FOR_THE_BUYER = ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
OUTCOMES = (*FOR_THE_BUYER, "RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "RESOLVED_WITH_PAYOUT", "DENIED")
EVENTS = {"refund": "PAYMENT.CAPTURE.REFUNDED", "reverse": "PAYMENT.CAPTURE.REVERSED"}


def blueprint(context: Context) -> Blueprint:
    """Serve GET /v1/customer/disputes/<id>, and the levers."""
    pages, calls = Blueprint("disputes", __name__), Calls(context)

    def do(act: Callable[[sqlite3.Connection], Json]) -> Json:
        with context.ledger.transaction() as db:
            try:
                answer = act(db)
            except Refused as refusal:
                abort(404, str(refusal))
        context.wake_sender()
        return answer

    @pages.get("/v1/customer/disputes/<dispute_id>")
    def show(dispute_id: str) -> Response:
        return calls.serve("read_dispute", read, dispute_id)

    pages.post("/_standin/captures/<capture_id>/dispute", endpoint="open")(
        lambda capture_id: do(lambda db: _open(context, db, capture_id))
    )
    pages.post("/_standin/disputes/<dispute_id>/resolve", endpoint="resolve")(
        lambda dispute_id: do(lambda db: _resolve(context, db, dispute_id))
    )
    pages.post("/_standin/captures/<capture_id>/<any(refund, reverse):deed>", endpoint="give_back")(
        lambda capture_id, deed: do(lambda db: _give_back(context, db, capture_id, deed))
    )
    return pages


def read(context: Context, db: sqlite3.Connection, dispute_id: str) -> Answer:
    """Show a dispute."""
    return Answer(200, _find(db, dispute_id))


def _find(db: sqlite3.Connection, dispute_id: str) -> Json:
    found = ledger.setting(db, f"dispute:{dispute_id}", None)
    if not isinstance(found, dict):
        raise Refused("INVALID_RESOURCE_ID")
    return found


def _open(context: Context, db: sqlite3.Connection, capture_id: str) -> Json:
    capture, at = captures.find(db, capture_id), context.stamp(db)
    dispute: Json = {
        "dispute_id": f"PP-D-{ledger.new_id(6)}",
        "create_time": at,
        "update_time": at,
        "disputed_transactions": [{"seller_transaction_id": capture_id, "custom": capture["custom_id"]}],
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": Money(capture["currency"], capture["amount_minor"]).wire(),
        "dispute_life_cycle_stage": "CHARGEBACK",
    }
    return _keep(context, db, dispute, "CUSTOMER.DISPUTE.CREATED", capture["order_id"])


def _resolve(context: Context, db: sqlite3.Connection, dispute_id: str) -> Json:
    """End it; when the buyer wins, the money is taken back."""
    dispute, code = _find(db, dispute_id), _body().get("outcome", OUTCOMES[0])
    if code not in OUTCOMES:
        abort(400, f"outcome has to be one of {', '.join(OUTCOMES)}")
    disputed: list[Json] = dispute["disputed_transactions"]  # type: ignore[assignment]  # our own writing
    capture = captures.find(db, str(disputed[0]["seller_transaction_id"]))
    if code in FOR_THE_BUYER:
        _take_back(context, db, capture, capture["amount_minor"] - capture["refunded_minor"], "reverse")
    dispute |= {"status": "RESOLVED", "update_time": context.stamp(db), "dispute_outcome": {"outcome_code": code}}
    return _keep(context, db, dispute, "CUSTOMER.DISPUTE.RESOLVED", capture["order_id"])


def _keep(context: Context, db: sqlite3.Connection, dispute: Json, event: str, order_id: str) -> Json:
    ledger.keep_setting(db, f"dispute:{dispute['dispute_id']}", dispute)
    webhooks.record(context, db, event, dispute, order_id=order_id)
    return dispute


def _give_back(context: Context, db: sqlite3.Connection, capture_id: str, deed: str) -> Json:
    capture = captures.find(db, capture_id)
    left = capture["amount_minor"] - capture["refunded_minor"]
    minor = _body().get("amount_minor", left)
    if not isinstance(minor, int) or not 0 < minor <= left:
        abort(400, "amount_minor has to be a number of minor units that are left")
    return _take_back(context, db, capture, minor, deed)


def _take_back(context: Context, db: sqlite3.Connection, capture: sqlite3.Row, minor: int, deed: str) -> Json:
    total, refund_id, at = capture["refunded_minor"] + minor, ledger.new_id(), context.stamp(db)
    db.execute(
        "INSERT INTO refunds (id, capture_id, status, currency, amount_minor, total_refunded_minor, custom_id,"
        " invoice_id, note_to_payer, created_at) VALUES (?, ?, 'COMPLETED', ?, ?, ?, ?, '', '', ?)",
        (refund_id, capture["id"], capture["currency"], minor, total, capture["custom_id"], at),
    )
    status = "REFUNDED" if total == capture["amount_minor"] else "PARTIALLY_REFUNDED"
    changed = "UPDATE captures SET refunded_minor = ?, status = ?, updated_at = ? WHERE id = ?"
    db.execute(changed, (total, status, at, capture["id"]))
    row = db.execute("SELECT * FROM refunds WHERE id = ?", (refund_id,)).fetchone()
    resource = representation.refund_body(row, base_url=context.base_url)
    webhooks.record(context, db, EVENTS[deed], resource, order_id=capture["order_id"])
    return resource


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}
