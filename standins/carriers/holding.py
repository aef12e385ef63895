"""Webhooks that come late or more than once: held back by the stand-in's clock, copied as a mode says."""

from __future__ import annotations

import sqlite3
from typing import Any

from standins.carriers import settings
from standins.carriers.airalo import tokens
from standins.carriers.courier import Letter
from standins.carriers.standin import Standin

HELD = "held"
#: The second carrier signs what it sends.
SIGNED = "airalo_low_data"


def copies(db: sqlite3.Connection) -> int:
    """How often each notice is sent that time calls for."""
    return int(settings.modes(db)["webhook_copies"])


def dispatch(standin: Standin, letters: list[Letter], *, wait: bool) -> dict[str, Any]:
    """Send the letters now, or keep them back for as long as the mode `webhook_delay_minutes` says.

    With `wait` the answer comes after the last try; else a background thread delivers.
    """
    if letters and _delay_seconds(standin):
        with standin.state.writing() as db:
            held = [(HELD, letter.row_id) for letter in letters]
            db.executemany("UPDATE webhooks SET status = ? WHERE id = ?", held)
        return {"held": len(letters)}
    return _send(standin, letters, wait=wait)


def send_due(standin: Standin, now: int, *, wait: bool) -> None:
    """Send what has been held back for long enough."""
    latest = now - _delay_seconds(standin)
    with standin.state.writing() as db:
        query = "SELECT * FROM webhooks WHERE status = ? AND at <= ? ORDER BY id"
        rows = db.execute(query, (HELD, latest)).fetchall()
        db.executemany("UPDATE webhooks SET status = 'queued' WHERE id = ?", [(row["id"],) for row in rows])
    _send(standin, [_letter(standin, row) for row in rows], wait=wait)


def _send(standin: Standin, letters: list[Letter], *, wait: bool) -> dict[str, Any]:
    if wait:
        return {"delivered": [standin.courier.deliver(letter, pause_seconds=0.0) for letter in letters]}
    for letter in letters:
        standin.courier.take(letter)
    return {"queued": len(letters)}


def _letter(standin: Standin, row: sqlite3.Row) -> Letter:
    raw = str(row["body"]).encode()
    is_signed = row["notify_type"] == SIGNED
    return Letter(row["id"], row["url"], raw, {"airalo-signature": tokens.sign(standin, raw)} if is_signed else {})


def _delay_seconds(standin: Standin) -> int:
    with standin.state.reading() as db:
        return int(settings.modes(db)["webhook_delay_minutes"]) * 60
