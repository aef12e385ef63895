"""Failures on request: the kinds there are, the plan of which call fails, and what the caller then sees."""

from __future__ import annotations

import socket
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import flask

from standins.carriers.standin import Pauses, Wrong

REDIRECT_TRAP = "/_standin/redirected"
_REFUSE = "refuse:"
_SLOW = "slow:"
#: Nothing is slower than this.
LONGEST_SECONDS = 900.0
Finish = Callable[[flask.Response | None, Pauses], flask.Response]


@dataclass(frozen=True)
class Fault:
    """One failure about to happen: its kind and whether the call still takes effect."""

    kind: str
    has_effect: bool


@dataclass(frozen=True)
class Kind:
    """How a kind of failure ends, and whether the call takes effect unless the plan says otherwise."""

    has_effect: bool
    finish: Finish


class _Severed:
    """A body that fails before its first byte: werkzeug's server ends quietly on a ConnectionError."""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        raise ConnectionResetError("the stand-in dropped the line, as it was asked to")


def _dropped(*, abruptly: bool) -> flask.Response:
    """Close the line without a byte; abruptly means with a TCP reset. A test client sees the error."""
    line = flask.request.environ.get("werkzeug.socket")
    if line is not None and abruptly:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if line is not None:
        # Else the server keeps the line open for the next request, and the caller waits.
        line.shutdown(socket.SHUT_RD if abruptly else socket.SHUT_RDWR)
    return flask.Response(_Severed())


def _hang(_answer: flask.Response | None, pauses: Pauses) -> flask.Response:
    time.sleep(pauses.hang_seconds)
    return _dropped(abruptly=False)


def _slow(answer: flask.Response | None, pauses: Pauses) -> flask.Response:
    time.sleep(pauses.slow_seconds)
    return answer or flask.Response(status=500)


def _reset(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return _dropped(abruptly=True)


def _broken(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return flask.Response("<html><body>Internal Server Error</body></html>", 500, mimetype="text/html")


def _crowded(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return flask.Response("Too Many Requests", 429, {"Retry-After": "1"}, mimetype="text/plain")


def _malformed(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return flask.Response('{"success": true, "errorCode": "0", "obj": {"transa', 200, mimetype="application/json")


def _empty(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return flask.Response("", 200, mimetype="application/json")


def _redirect(_answer: flask.Response | None, _pauses: Pauses) -> flask.Response:
    return flask.Response("", 302, {"Location": REDIRECT_TRAP})


KINDS = {
    "slow": Kind(True, _slow),
    "timeout_with_effect": Kind(True, _hang),
    "timeout_without_effect": Kind(False, _hang),
    "500_before": Kind(False, _broken),
    "500_after": Kind(True, _broken),
    "429": Kind(False, _crowded),
    "reset": Kind(False, _reset),
    "malformed": Kind(True, _malformed),
    "empty": Kind(True, _empty),
    "redirect_302": Kind(False, _redirect),
}


def finish(kind: str, answer: flask.Response | None, pauses: Pauses) -> flask.Response:
    """What the caller gets to see of a failure that is no refusal."""
    seconds = slow_seconds(kind)
    if seconds is not None:
        return _slow(answer, replace(pauses, slow_seconds=seconds))
    return KINDS[kind].finish(answer, pauses)


def slow_seconds(kind: str) -> float | None:
    """Return how late `slow:SECONDS` comes, or None for any other kind."""
    text = kind.removeprefix(_SLOW)
    return min(float(text), LONGEST_SECONDS) if kind.startswith(_SLOW) and text.isdecimal() else None


def is_known(kind: str) -> bool:
    """Say whether there is such a failure."""
    return kind in KINDS or bool(refusal_code(kind)) or slow_seconds(kind) is not None


def refusal_code(kind: str) -> str:
    """Return the carrier's code inside `refuse:CODE`, or "" for any other kind."""
    return kind[len(_REFUSE) :] if kind.startswith(_REFUSE) else ""


def check_kind(kind: str) -> None:
    """Raise Wrong unless `kind` is one the stand-in knows."""
    if not is_known(kind):
        raise Wrong(f"no such kind: {kind}; there are refuse:CODE, slow:SECONDS, {', '.join(KINDS)}")


def fault_of(kind: str, effect: bool | None = None) -> Fault:
    """Build the failure of a known kind; `effect` overrules whether the call takes effect."""
    usual = KINDS[kind].has_effect if kind in KINDS else slow_seconds(kind) is not None
    return Fault(kind, usual if effect is None else effect)


def plan(db: sqlite3.Connection, operation: str, *, nth: int, kind: str, effect: bool | None) -> None:
    """Let the `nth` call of `operation`, counted from now, fail once."""
    check_kind(kind)
    row = (operation, nth, kind, effect)
    db.execute("INSERT INTO faults (operation, nth, kind, effect) VALUES (?, ?, ?, ?)", row)


def next_fault(db: sqlite3.Connection, operation: str) -> Fault | None:
    """Count this call against every open plan and return the failure that is due, the oldest plan first."""
    db.execute("UPDATE faults SET seen = seen + 1 WHERE operation = ? AND NOT is_spent", (operation,))
    due = db.execute(
        "SELECT * FROM faults WHERE operation = ? AND NOT is_spent AND seen >= nth ORDER BY id", (operation,)
    ).fetchone()
    if due is None:
        return None
    db.execute("UPDATE faults SET is_spent = 1 WHERE id = ?", (due["id"],))
    return fault_of(due["kind"], None if due["effect"] is None else bool(due["effect"]))


def planned(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """List every planned failure with how often its operation was called since."""
    return [dict(row) for row in db.execute("SELECT * FROM faults ORDER BY id")]
