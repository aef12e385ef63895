"""Opting in to webhooks, and the simulator that sends one without waiting for a card to run low."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import flask

from standins.carriers import settings
from standins.carriers.airalo import notices, sims, tokens
from standins.carriers.airalo.answers import Refused, invalid
from standins.carriers.airalo.serving import serve
from standins.carriers.standin import current

blueprint = flask.Blueprint("airalo_notifications", __name__, url_prefix="/v2")
TYPES = ("async_orders", "webhook_low_data", "webhook_credit_limit")
LEVELS = {"data_75": "75%", "data_90": "90%", "expire_1": "1days", "expire_3": "3days"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@blueprint.post("/notifications/opt-in")
def opt_in() -> flask.Response:
    """Ask the receiver by HEAD first, as the carrier does; it has to answer 200. Only this machine is called."""
    url = str(tokens.asked().get("webhook_url") or "")
    is_awake = _is_awake(url)

    def act(db: sqlite3.Connection, body: dict[str, Any], _now: int) -> dict[str, Any]:
        kind = _kind(body)
        if not is_awake:
            raise invalid(webhook_url="The webhook url did not answer the HEAD request with 200.")
        stored = {"type": kind, "contact_point": url, "webhook_url": url}
        db.execute("INSERT OR REPLACE INTO airalo_opt_ins VALUES (?, ?)", (kind, json.dumps(stored)))
        return {"notification": stored}

    return serve("notify", act)


@blueprint.post("/notifications/opt-out")
def opt_out() -> flask.Response:
    """Send no more of a kind."""

    def act(db: sqlite3.Connection, body: dict[str, Any], _now: int) -> dict[str, Any]:
        db.execute("DELETE FROM airalo_opt_ins WHERE type = ?", (_kind(body),))
        return {}

    return serve("notify", act)


@blueprint.get("/notifications/opt-in")
def opted_in() -> flask.Response:
    """What is sent where."""

    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> list[dict[str, Any]]:
        return [json.loads(row["body"]) for row in db.execute("SELECT body FROM airalo_opt_ins ORDER BY type")]

    return serve("notify", act)


@blueprint.post("/simulator/webhook")
def simulate() -> flask.Response:
    """Send one low-data notice now."""
    standin, body = current(), tokens.asked()
    level = LEVELS.get(str(body.get("type") or "data_75"))

    def act(db: sqlite3.Connection, asked: dict[str, Any], _now: int) -> dict[str, Any]:
        if level is None:
            raise invalid(type=f"The type is one of {', '.join(LEVELS)}.")
        sims.find(db, str(asked.get("iccid") or ""))
        return {"success": "Notification sent"}

    answer = serve("notify", act)
    if answer.status_code == 200:
        with standin.state.reading() as db:
            sim, now = sims.find(db, str(body["iccid"])), settings.now(standin.state, db)
        notices.send(standin, [notices.low_data(sim, str(level), now)])
    return answer


def _kind(body: dict[str, Any]) -> str:
    kind = str(body.get("type") or "")
    if kind not in TYPES:
        raise invalid(type="The selected type is invalid.")
    return kind


def _is_awake(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname not in _LOOPBACK:
            return False
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(url, method="HEAD"), timeout=5) as answer:  # noqa: S310 - loopback
            return int(answer.status) == 200
    except (OSError, HTTPException, ValueError, Refused):
        return False
