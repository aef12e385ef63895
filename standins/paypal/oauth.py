"""PayPal's token endpoint: client credentials in, Bearer out."""

import secrets
import sqlite3
from datetime import timedelta

from flask import request

from standins.paypal import ledger
from standins.paypal.answers import Answer
from standins.paypal.context import Context

LIFETIME = timedelta(seconds=32_400)
SCOPE = "https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/payments/refund"


def grant(context: Context, db: sqlite3.Connection, _: str) -> Answer:
    """Give a token for the right credentials; the wrong ones get the OAuth error PayPal answers."""
    if not _knows_client(context):
        return Answer(401, {"error": "invalid_client", "error_description": "Client Authentication failed"})
    if request.form.get("grant_type") != "client_credentials":
        description = "unsupported grant_type"
        return Answer(400, {"error": "unsupported_grant_type", "error_description": description})
    token = "A21AA" + secrets.token_urlsafe(48)
    expires_at = context.now(db) + LIFETIME
    db.execute("INSERT INTO tokens (token, expires_at) VALUES (?, ?)", (token, ledger.stamp(expires_at)))
    answer = {
        "scope": SCOPE,
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": int(LIFETIME.total_seconds()),
        "nonce": f"{context.stamp(db)}{secrets.token_urlsafe(24)}",
    }
    return Answer(200, dict(answer))


def revoke_all(db: sqlite3.Connection) -> int:
    """Make every token given so far worthless; tell how many there were."""
    return db.execute("DELETE FROM tokens").rowcount


def _knows_client(context: Context) -> bool:
    given = request.authorization
    if given is None or given.type != "basic":
        return False
    return (given.username, given.password) == context.client
