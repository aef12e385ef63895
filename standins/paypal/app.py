"""Puts the stand-in together."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from standins.paypal import api, approval, control, disputes, sdk
from standins.paypal.answers import plain_error
from standins.paypal.context import Context
from standins.paypal.drops import Dropping
from standins.paypal.errors import NAMES
from standins.paypal.ledger import Ledger
from standins.paypal.sender import Sender
from standins.paypal.signing import Signer

SLOW_SECONDS = 8.0
HANG_SECONDS = 60.0


def create_app(
    *,
    state_path: Path,
    base_url: str,
    webhook_url: str,
    client_id: str,
    client_secret: str,
    webhook_id: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    slow_seconds: float = SLOW_SECONDS,
    hang_seconds: float = HANG_SECONDS,
) -> Flask:
    """Build the local PayPal on the SQLite file `state_path`; the signing key is kept beside it.

    An empty `webhook_url` sends no webhooks. `app.extensions["standin"]()` stops its thread and closes the file.
    """
    base_url, sender = base_url.rstrip("/"), Sender()
    context = Context(
        ledger=Ledger(state_path),
        signer=Signer(beside=state_path, base_url=base_url, webhook_id=webhook_id),
        base_url=base_url,
        webhook_url=webhook_url,
        client=(client_id, client_secret),
        clock=clock,
        wake_sender=sender.wake,
        slow_seconds=slow_seconds,
        hang_seconds=hang_seconds,
    )
    return _build(context, sender)


def _build(context: Context, sender: Sender) -> Flask:
    sender.start(context)
    app = Flask(__name__, static_url_path="/checkoutnow/static")
    for part in (api, approval, disputes, sdk, control):
        app.register_blueprint(part.blueprint(context))
    app.register_error_handler(HTTPException, _http_error)
    app.wsgi_app = Dropping(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap
    app.extensions["standin"] = lambda: _close(sender, context.ledger)
    app.extensions["standin_context"] = context
    return app


def _close(sender: Sender, ledger: Ledger) -> None:
    sender.stop()
    ledger.close()


def _http_error(error: HTTPException) -> Response:
    status = error.code if error.code in NAMES else 404
    debug_id = secrets.token_hex(7)
    return plain_error(status or 404, debug_id).response(debug_id)
