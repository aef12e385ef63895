"""The way every call of this dialect goes: admit it, see whether a failure is due, act, note it, answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import flask

from standins.carriers import faults, settings
from standins.carriers.airalo import packages, sims, tokens
from standins.carriers.airalo.answers import Refused, business
from standins.carriers.standin import Standin, current

OPERATIONS = tuple(
    f"airalo_{name}"
    for name in ("token", "topup", "usage", "history", "orders", "topups", "sim", "catalogue", "balance", "notify")
)
BEHAVIOURS = {
    "busy": "refuse:13",
    "gone": "refuse:23",
    "recycled": "refuse:73",
    "balance": "refuse:11",
    "stock": "refuse:33",
    "slow": "slow",
    "minutes": "slow:150",
    "timeout_with_effect": "timeout_with_effect",
    "timeout_without_effect": "timeout_without_effect",
}
CALLS_KEPT = 2000
Act = Callable[[sqlite3.Connection, dict[str, Any], int], Any]


def serve(operation: str, act: Act, **names: str) -> flask.Response:
    """Answer one vendor call. `act` runs inside one write transaction and returns `data`, or a whole document.

    `names` are those in the address.
    """
    standin, operation = current(), f"airalo_{operation}"
    body = {**flask.request.args.to_dict(), **tokens.asked(), **names}
    try:
        if operation != "airalo_token":
            tokens.check(standin)
        tokens.check_signature(standin, tokens.asked())
    except Refused as no:
        _note(standin, operation, body, "", no.code)
        return no.answer()
    fault = _due(standin, operation, body)
    if fault is None:
        return _acted(standin, operation, act, body, "")
    return _failed(standin, operation, act, body, fault)


def _failed(standin: Standin, operation: str, act: Act, body: dict[str, Any], fault: faults.Fault) -> flask.Response:
    code = faults.refusal_code(fault.kind)
    answer = None
    if fault.has_effect:
        answer = _acted(standin, operation, act, body, fault.kind)
    else:
        _note(standin, operation, body, fault.kind, code)
    if code:
        return business(int(code) if code.isdigit() else 43, str(body.get("iccid", ""))).answer()
    return faults.finish(fault.kind, answer, standin.pauses)


def _acted(standin: Standin, operation: str, act: Act, body: dict[str, Any], fault: str) -> flask.Response:
    try:
        with standin.state.writing() as db:
            now = settings.now(standin.state, db)
            contents = act(db, body, now)
    except Refused as no:
        _note(standin, operation, body, fault, no.code)
        return no.answer()
    _note(standin, operation, body, fault, "ok")
    if isinstance(contents, dict) and "data" in contents and "meta" in contents:
        return flask.jsonify(contents)
    return flask.jsonify(data=contents, meta={"message": "success"})


def _due(standin: Standin, operation: str, body: dict[str, Any]) -> faults.Fault | None:
    """Find the failure this call meets: planned, else the card's behaviour, else the package's id."""
    with standin.state.writing() as db:
        planned = faults.next_fault(db, operation)
        if planned is not None or operation != "airalo_topup":
            return planned
        wanted = _behaviour(db, body) or packages.magic(str(body.get("package_id") or ""))
    kind = BEHAVIOURS.get(wanted, wanted)
    if not faults.is_known(kind):
        return None
    return faults.fault_of(kind)


def _behaviour(db: sqlite3.Connection, body: dict[str, Any]) -> str:
    try:
        return sims.find(db, str(body.get("iccid") or "")).behaviour
    except Refused:
        return ""


def _note(standin: Standin, operation: str, body: dict[str, Any], fault: str, answer: str) -> None:
    """Write the call into the ledger, secrets left out."""
    shown = {name: value for name, value in body.items() if name != "client_secret"}
    with standin.state.writing() as db:
        now = settings.now(standin.state, db)
        done = db.execute(
            "INSERT INTO calls (at, operation, body, fault, answer) VALUES (?, ?, ?, ?, ?)",
            (now, operation, json.dumps(shown), fault, answer),
        )
        db.execute("DELETE FROM calls WHERE id <= ?", ((done.lastrowid or 0) - CALLS_KEPT,))
