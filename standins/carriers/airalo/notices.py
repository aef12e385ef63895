"""The carrier's webhooks: signed over the raw body, told apart by nothing, sent again when they are not thanked for."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from standins.carriers import holding, settings
from standins.carriers.airalo import sims, tokens
from standins.carriers.airalo.sims import MEGABYTE, Sim
from standins.carriers.courier import Letter
from standins.carriers.moments import DAY
from standins.carriers.standin import Standin

#: Levels of used data in percent, and of days left.
DATA_LEVELS = (75, 90)
DAY_LEVELS = (3, 1)


def low_data(sim: Sim, level: str, now: int) -> dict[str, Any]:
    """The body of a low-data notice."""
    left = max(0, sim.total_mb * MEGABYTE - sim.used_until(now)) * 100 // max(1, sim.total_mb * MEGABYTE)
    return {"level": level, "package_name": "Standin", "remaining_percentage": left, "iccid": sim.iccid}


def sweep(standin: Standin, earlier: int, now: int) -> list[dict[str, Any]]:
    """What every card has crossed between the two instants."""
    with standin.state.reading() as db:
        return [low_data(sim, level, now) for sim in sims.every(db) for level in _crossed(sim, earlier, now)]


def _crossed(sim: Sim, earlier: int, now: int) -> list[str]:
    if not sim.has_begun(now) or sim.recycled or sim.unlimited:
        return []
    total = sim.total_mb * MEGABYTE
    before, after = sim.used_until(max(earlier, sim.counted_from)) * 100, sim.used_until(now) * 100
    levels = [f"{level}%" for level in DATA_LEVELS if before < level * total <= after]
    end = sim.end()
    return levels + [f"{n}days" for n in DAY_LEVELS if end is not None and earlier < end - n * DAY <= now < end]


def send(
    standin: Standin, bodies: list[dict[str, Any]], *, times: int = 1, wait: bool = False, forged: bool = False
) -> dict[str, Any]:
    """Post each body `times` times, signed (or not, when `forged`). Without a receiver nothing is sent."""
    letters = []
    with standin.state.writing() as db:
        url, now = _receiver(standin, db), settings.now(standin.state, db)
        for body in bodies if url else []:
            letters += [_letter(db, standin, url, body, now, forged=forged) for _ in range(times)]
    return holding.dispatch(standin, letters, wait=wait)


def _receiver(standin: Standin, db: sqlite3.Connection) -> str:
    row = db.execute("SELECT body FROM airalo_opt_ins WHERE type = 'webhook_low_data'").fetchone()
    return str(json.loads(row["body"])["webhook_url"]) if row is not None else standin.airalo_webhook_url


def _letter(
    db: sqlite3.Connection, standin: Standin, url: str, body: dict[str, Any], now: int, *, forged: bool
) -> Letter:
    text = json.dumps(body)
    done = db.execute(
        "INSERT INTO webhooks (at, notify_id, notify_type, url, body, status) VALUES (?, '', ?, ?, ?, 'queued')",
        (now, holding.SIGNED, url, text),
    )
    signature = "0" * 128 if forged else tokens.sign(standin, text.encode())
    return Letter(done.lastrowid or 0, url, text.encode(), {"airalo-signature": signature})
