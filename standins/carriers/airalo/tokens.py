"""Access tokens: asked for by form, multipart or JSON; JWTs by their looks, as clients expect."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
from typing import Any

import flask

from standins.carriers import settings
from standins.carriers.airalo.answers import Refused, business, invalid, nobody
from standins.carriers.standin import Standin

LIFE_SECONDS = 24 * 60 * 60


def asked() -> dict[str, Any]:
    """The body of a call, in whichever of the three shapes its client sends it."""
    if flask.request.is_json:
        body = flask.request.get_json(silent=True)
        return body if isinstance(body, dict) else {}
    return dict(flask.request.form.items())


def give(standin: Standin, db: sqlite3.Connection, body: dict[str, Any], now: int) -> dict[str, Any]:
    """A new token for the right credentials."""
    absent = [name for name in ("client_id", "client_secret", "grant_type") if not body.get(name)]
    if absent:
        raise invalid(**{name: f"The {name.replace('_', ' ')} field is required." for name in absent})
    known = (standin.airalo_client_id, standin.airalo_client_secret)
    given = (str(body["client_id"]), str(body["client_secret"]))
    if not all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(known, given, strict=True)):
        raise Refused("401", 401, {"data": {"message": "Authentication failed"}, "meta": {"message": "unauthorized"}})
    token = ".".join(
        _part(part) for part in (b'{"typ":"JWT","alg":"RS256"}', b'{"aud":"standin"}', secrets.token_bytes(32))
    )
    db.execute("INSERT INTO airalo_tokens VALUES (?, ?)", (token, now + LIFE_SECONDS))
    return {"token_type": "Bearer", "expires_in": LIFE_SECONDS, "access_token": token}


def check(standin: Standin) -> None:
    """Let in whoever brings a token that is still good; refuse everybody else."""
    scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
    with standin.state.reading() as db:
        row = db.execute("SELECT ends_at FROM airalo_tokens WHERE token = ?", (token,)).fetchone()
        now = settings.now(standin.state, db)
    if scheme.lower() != "bearer" or row is None or row["ends_at"] <= now:
        raise nobody()


def check_signature(standin: Standin, body: dict[str, Any]) -> None:
    """A signature may be left out; one that is there has to fit the body in one of the ways clients write it."""
    given = flask.request.headers.get("airalo-signature", "")
    if given and not any(hmac.compare_digest(sign(standin, text), given) for text in _writings(body)):
        raise business(14)


def sign(standin: Standin, text: bytes) -> str:
    """The carrier's signature of a text."""
    return hmac.new(standin.airalo_client_secret.encode(), text, hashlib.sha512).hexdigest()


def _writings(body: dict[str, Any]) -> list[bytes]:
    compact = [json.dumps(body, separators=(",", ":"), ensure_ascii=escapes) for escapes in (False, True)]
    texts = compact + [text.replace("/", "\\/") for text in compact]
    return [flask.request.get_data(), *(text.encode() for text in texts)]


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
