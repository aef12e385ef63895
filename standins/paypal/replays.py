"""PayPal-Request-Id: the same id with the same body is answered from what the first call made."""

import hashlib
import json
import sqlite3
from datetime import timedelta

from flask import request

from standins.paypal import ledger
from standins.paypal.context import Context, modes
from standins.paypal.errors import Json, Refused

LIFETIMES = {"create": timedelta(hours=6), "capture": timedelta(hours=6), "refund": timedelta(days=45)}
MAX_LENGTH = 108


def read_body() -> Json:
    """Read the JSON object of a call; no body at all counts as an empty one."""
    if not request.get_data(cache=True).strip():
        return {}
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Refused("MALFORMED_REQUEST_JSON")
    return given


def first_result(context: Context, db: sqlite3.Connection, operation: str, target: str, body: Json) -> str:
    """Tell the id of what the first call with this request id made, or an empty string for a new call.

    An id that comes back with another body, path or operation is refused (DUPLICATE_REQUEST_ID).
    Only calls that succeeded are remembered: after a refusal the same id may be tried again.
    """
    request_id = request.headers.get("PayPal-Request-Id", "")
    if len(request_id) > MAX_LENGTH:
        raise Refused("INVALID_STRING_LENGTH", field="PayPal-Request-Id", value=request_id)
    if not request_id or modes(db)["forget_request_ids"]:
        return ""
    row = db.execute("SELECT * FROM requests WHERE request_id = ?", (request_id,)).fetchone()
    if row is None or ledger.instant(row["expires_at"]) <= context.now(db):
        return ""
    if row["fingerprint"] != _fingerprint(operation, target, body):
        raise Refused("DUPLICATE_REQUEST_ID")
    return str(row["resource_id"])


def remember(context: Context, db: sqlite3.Connection, operation: str, target: str, body: Json, *, made: str) -> None:
    """Keep what this call made under its request id, for as long as PayPal does."""
    request_id = request.headers.get("PayPal-Request-Id", "")
    if request_id:
        db.execute(
            "INSERT OR REPLACE INTO requests (request_id, fingerprint, resource_id, expires_at) VALUES (?, ?, ?, ?)",
            (
                request_id,
                _fingerprint(operation, target, body),
                made,
                ledger.stamp(context.now(db) + LIFETIMES[operation]),
            ),
        )


def wants_representation() -> bool:
    """Tell whether the caller asked for the whole resource; PayPal's default is the minimal one."""
    return "return=representation" in request.headers.get("Prefer", "").replace(" ", "")


def _fingerprint(operation: str, target: str, body: Json) -> str:
    text = json.dumps([operation, target, body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
