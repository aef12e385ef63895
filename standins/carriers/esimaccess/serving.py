"""The way every call of this dialect goes: admit it, see whether a failure is due, act, note it, answer."""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import flask

from standins.carriers import faults, settings
from standins.carriers.esimaccess import packages, profiles
from standins.carriers.esimaccess.envelope import Refused, refusal, success
from standins.carriers.standin import Standin, current

OPERATIONS = (
    *("topup", "query", "usage", "packages", "balance", "webhook_save", "webhook_query"),
    *("order", "cancel", "suspend", "unsuspend", "revoke", "sms", "locations"),
)
BEHAVIOURS = {
    "busy": "refuse:900001",
    "gone": "refuse:310243",
    "recycled": "refuse:310403",
    "balance": "refuse:200007",
    "stock": "refuse:200011",
    "slow": "slow",
    "minutes": "slow:150",
    "timeout_with_effect": "timeout_with_effect",
    "timeout_without_effect": "timeout_without_effect",
}
CALLS_KEPT = 2000
_ZERO_ON_SUCCESS = ("topup", "balance")
Act = Callable[[sqlite3.Connection, dict[str, Any], int], dict[str, Any]]


def serve(operation: str, act: Act) -> flask.Response:
    """Answer one vendor call. `act` runs inside one write transaction and returns the envelope's `obj`."""
    standin = current()
    crowded = _too_many(standin)
    if crowded is not None:
        return crowded
    try:
        body = _admitted(standin)
    except Refused as no:
        _note(standin, operation, {}, "", no.code)
        return refusal(no.code, no.text)
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
        return refusal(code)
    return faults.finish(fault.kind, answer, standin.pauses)


def _acted(standin: Standin, operation: str, act: Act, body: dict[str, Any], fault: str) -> flask.Response:
    try:
        with standin.state.writing() as db:
            obj = act(db, body, settings.now(standin.state, db))
    except Refused as no:
        _note(standin, operation, body, fault, no.code)
        return refusal(no.code, no.text)
    _note(standin, operation, body, fault, "ok")
    return success(obj, "0" if operation in _ZERO_ON_SUCCESS else None)


def _too_many(standin: Standin) -> flask.Response | None:
    with standin.state.reading() as db:
        modes = settings.modes(db)
    if standin.rate_limit.admits(standin.state.clock(), modes["rate_limit_per_second"]):
        return None
    if modes["rate_limit_code"]:
        return refusal(str(modes["rate_limit_code"]))
    return faults.KINDS["429"].finish(None, standin.pauses)


def _admitted(standin: Standin) -> dict[str, Any]:
    """Return the body, or refuse. The public client sends some calls with no body at all: that is {}."""
    code = flask.request.headers.get("RT-AccessCode")
    if not code:
        raise Refused("000101")
    if not hmac.compare_digest(code.encode(), standin.access_code.encode()):
        raise Refused("000102")
    if flask.request.method != "POST":
        raise Refused("000103")
    try:
        body = json.loads(flask.request.get_data() or b"{}")
    except ValueError as error:
        raise Refused("000104") from error
    if body is not None and not isinstance(body, dict):
        raise Refused("000104")
    return body or {}


def _due(standin: Standin, operation: str, body: dict[str, Any]) -> faults.Fault | None:
    """Find the failure this call meets: planned, else the profile's behaviour, else the code's ending."""
    with standin.state.writing() as db:
        planned = faults.next_fault(db, operation)
        if planned is not None or operation != "topup":
            return planned
        wanted = _behaviour(db, body) or packages.magic(str(body.get("packageCode") or body.get("slug") or ""))
    if not wanted:
        return None
    kind = BEHAVIOURS.get(wanted, wanted)
    if not faults.is_known(kind):
        return None
    return faults.fault_of(kind)


def _behaviour(db: sqlite3.Connection, body: dict[str, Any]) -> str:
    names = {"esim_tran_no": str(body.get("esimTranNo") or ""), "iccid": str(body.get("iccid") or "")}
    try:
        return profiles.find(db, **names).behaviour
    except Refused:
        return ""


def _note(standin: Standin, operation: str, body: dict[str, Any], fault: str, answer: str) -> None:
    """Write the call into the ledger: `answer` is "ok", a refusal's code, or "" when nothing was done."""
    with standin.state.writing() as db:
        now = settings.now(standin.state, db)
        done = db.execute(
            "INSERT INTO calls (at, operation, body, fault, answer) VALUES (?, ?, ?, ?, ?)",
            (now, operation, json.dumps(body), fault, answer),
        )
        db.execute("DELETE FROM calls WHERE id <= ?", ((done.lastrowid or 0) - CALLS_KEPT,))
