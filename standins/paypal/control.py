"""The levers of the tests, under /_standin/: clock, faults, modes, webhooks, ledger, reset. JSON in and out."""

import sqlite3
from collections.abc import Callable

from flask import Blueprint, abort, request
from werkzeug.exceptions import BadRequest

from standins.paypal import captures, faults, ledger, oauth, sender, webhooks
from standins.paypal.context import MODES, Context, modes
from standins.paypal.errors import Json
from standins.paypal.money import Money

Act = Callable[[sqlite3.Connection], Json]
DECISIONS = {"complete": captures.COMPLETED, "deny": captures.DENIED}


def blueprint(context: Context) -> Blueprint:
    """Serve /_standin/*."""
    levers = Blueprint("control", __name__, url_prefix="/_standin")

    def do(act: Act) -> Json:
        with context.ledger.transaction() as db:
            answer = act(db)
        context.wake_sender()
        return answer

    levers.get("/ledger", endpoint="ledger")(lambda: do(lambda db: _ledger(context, db)))
    levers.post("/reset", endpoint="reset")(lambda: do(_reset))
    levers.post("/clock", endpoint="clock")(lambda: do(lambda db: _move_clock(context, db)))
    levers.get("/faults", endpoint="faults")(lambda: do(lambda db: {"faults": faults.listed(db)}))
    levers.post("/faults", endpoint="plan")(lambda: do(_plan_fault))
    levers.delete("/faults", endpoint="clear")(lambda: do(_clear_faults))
    levers.post("/modes", endpoint="modes")(lambda: do(_set_modes))
    levers.post("/tokens/revoke", endpoint="revoke")(lambda: do(lambda db: {"revoked": oauth.revoke_all(db)}))
    levers.post("/webhooks", endpoint="webhooks")(lambda: do(_switch_webhooks))
    levers.post("/webhooks/deliver", endpoint="deliver")(lambda: _deliver(context))
    levers.post("/captures/<capture_id>/<any(complete, deny):decision>", endpoint="decide")(
        lambda capture_id, decision: do(lambda db: _decide(context, db, capture_id, decision))
    )
    levers.register_error_handler(BadRequest, lambda error: ({"error": error.description}, 400))
    return levers


def _ledger(context: Context, db: sqlite3.Connection) -> Json:
    captures.complete_due(context, db)
    return {
        "now": context.stamp(db),
        "modes": modes(db),
        "webhook_mode": webhooks.mode(db),
        "orders": _rows(db, "SELECT id, status, payer_email, request, created_at, updated_at FROM orders"),
        "captures": [_with_value(row) for row in _rows(db, "SELECT * FROM captures")],
        "refunds": [_with_value(row) for row in _rows(db, "SELECT * FROM refunds")],
        "webhooks": _rows(
            db,
            "SELECT id, event_type, resource_id, state, copies, deliveries, last_status, created_at FROM webhooks",
        ),
        "calls": _rows(db, "SELECT operation, resource_id, request_id, status, fault, at FROM calls"),
    }


def _rows(db: sqlite3.Connection, query: str) -> list[Json]:
    rows = [dict(row) for row in db.execute(f"{query} ORDER BY seq")]
    return [{name: value for name, value in row.items() if name != "seq"} for row in rows]


def _with_value(row: Json) -> Json:
    return row | {"value": Money(str(row["currency"]), int(str(row["amount_minor"]))).value}


def _reset(db: sqlite3.Connection) -> Json:
    ledger.forget_everything(db)
    return {"reset": True}


def _move_clock(context: Context, db: sqlite3.Connection) -> Json:
    seconds = _body().get("advance_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        abort(400, "advance_seconds has to be a number")
    before = ledger.setting(db, "advanced_seconds", 0.0)
    ledger.keep_setting(db, "advanced_seconds", float(str(before)) + seconds)
    return {"now": context.stamp(db)}


def _plan_fault(db: sqlite3.Connection) -> Json:
    body = _body()
    operation, nth, kind = body.get("operation"), body.get("nth", 1), body.get("kind")
    if operation not in faults.OPERATIONS:
        abort(400, f"operation has to be one of {', '.join(faults.OPERATIONS)}")
    if isinstance(nth, bool) or not isinstance(nth, int) or nth < 1:
        abort(400, "nth has to be 1 or more")
    if not isinstance(kind, str) or not faults.is_known(kind):
        abort(
            400,
            f"kind has to be one of {', '.join(faults.WITHOUT_EFFECT + faults.WITH_EFFECT)}, refuse:ISSUE",
        )
    faults.plan(db, operation=str(operation), nth=nth, kind=kind)
    return {"faults": faults.listed(db)}


def _clear_faults(db: sqlite3.Connection) -> Json:
    faults.clear(db)
    return {"faults": []}


def _set_modes(db: sqlite3.Connection) -> Json:
    body = _body()
    if not set(body) <= set(MODES) or not all(isinstance(value, bool) for value in body.values()):
        abort(400, f"modes are {', '.join(MODES)}, each true or false")
    ledger.keep_setting(db, "modes", modes(db) | body)
    return {"modes": modes(db)}


def _switch_webhooks(db: sqlite3.Connection) -> Json:
    mode = _body().get("mode")
    if mode not in (webhooks.SEND, webhooks.HOLD):
        abort(400, "mode has to be send or hold")
    webhooks.switch(db, str(mode))
    return {"mode": mode}


def _deliver(context: Context) -> tuple[Json, int]:
    ids = _body().get("ids")
    with context.ledger.transaction() as db:
        known = {row["id"] for row in db.execute("SELECT id FROM webhooks")}
    if not isinstance(ids, list) or not set(map(str, ids)) <= known:
        abort(400, "ids has to be a list of webhook event ids")
    if not context.webhook_url:
        return {"error": "this stand-in was started without a webhook address"}, 409
    return {"delivered": [{"id": each, "status": sender.deliver(context, each)} for each in ids]}, 200


def _decide(context: Context, db: sqlite3.Connection, capture_id: str, decision: str) -> Json:
    is_changed = captures.decide(context, db, capture_id, DECISIONS[decision])
    row = db.execute("SELECT status FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return {"id": capture_id, "status": row["status"] if row else None, "changed": is_changed}


def _body() -> Json:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "a JSON object is needed")
    return body
