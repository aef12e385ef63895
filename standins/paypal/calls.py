"""What every API call has in common: the fault planned for it, the Bearer, the record, PayPal's headers."""

import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from standins.paypal import captures, faults, ledger
from standins.paypal.answers import Answer, plain_error, spoilt_after, spoilt_before
from standins.paypal.context import Context
from standins.paypal.errors import Refused, refusal_body

Handler = Callable[[Context, sqlite3.Connection, str], Answer]


@dataclass(frozen=True)
class Calls:
    """Runs API calls. Each is one transaction, so two calls with one request id never interleave."""

    context: Context

    def serve(self, operation: str, handler: Handler, resource_id: str = "") -> Response:
        """Answer one call of an operation, or spoil it as planned; either way the call is recorded."""
        debug_id = secrets.token_hex(7)
        with self.context.ledger.transaction() as db:
            kind = faults.take(db, operation)
        answer = self._answer(operation, handler, resource_id, kind=kind, debug_id=debug_id)
        self._record(operation, resource_id, kind, answer)
        self.context.wake_sender()
        if answer.delay_seconds:
            time.sleep(answer.delay_seconds)
        return answer.response(debug_id)

    def _answer(self, operation: str, handler: Handler, resource_id: str, *, kind: str, debug_id: str) -> Answer:
        context = self.context
        if kind in faults.WITHOUT_EFFECT:
            return spoilt_before(kind, debug_id=debug_id, base_url=context.base_url, hold_seconds=context.hang_seconds)
        answer = self._handled(operation, handler, resource_id, kind=kind, debug_id=debug_id)
        return spoilt_after(kind, answer, debug_id=debug_id, hold_seconds=context.hang_seconds)

    def _handled(self, operation: str, handler: Handler, resource_id: str, *, kind: str, debug_id: str) -> Answer:
        if _has_wrong_media_type(operation):
            return plain_error(415, debug_id)
        with self.context.ledger.transaction() as db:
            if operation != "token" and not self._is_bearer_valid(db):
                return plain_error(401, debug_id)
            try:
                captures.complete_due(self.context, db)
                if kind.startswith("refuse:"):
                    raise Refused(kind.removeprefix("refuse:"), order_id=resource_id)
                return handler(self.context, db, resource_id)
            except Refused as refusal:
                error = refusal_body(refusal, debug_id=debug_id, base_url=self.context.base_url)
                return Answer(refusal.status, error)

    def _is_bearer_valid(self, db: sqlite3.Connection) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        row = db.execute("SELECT expires_at FROM tokens WHERE token = ?", (token,)).fetchone()
        return row is not None and ledger.instant(row["expires_at"]) > self.context.now(db)

    def _record(self, operation: str, resource_id: str, kind: str, answer: Answer) -> None:
        request_id = request.headers.get("PayPal-Request-Id", "")
        status = None if answer.lost else answer.status
        with self.context.ledger.transaction() as db:
            at = self.context.stamp(db)
            db.execute(
                "INSERT INTO calls (operation, resource_id, request_id, status, fault, at) VALUES (?, ?, ?, ?, ?, ?)",
                (operation, resource_id, request_id, status, kind, at),
            )


def _has_wrong_media_type(operation: str) -> bool:
    if request.method == "GET":  # PayPal's specification has no body here, so any body is of a wrong type
        return bool(request.get_data(cache=True))
    return operation != "token" and request.mimetype != "application/json"
