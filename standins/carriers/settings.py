"""What a developer switches while the stand-in runs, the clock included; restarts keep it."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from standins.carriers.standin import Wrong
from standins.carriers.state import State

MODES: dict[str, bool | int | str] = {
    "ignores_transaction_id": False,
    "rate_limit_per_second": 0,
    "rate_limit_code": "",
    "report_every_minutes": 150,
    "balance": 1_000_000_000,
    "airalo_cache_minutes": 20,
    "usage_delay_minutes": 0,
    "webhook_delay_minutes": 0,
    "webhook_copies": 1,
}
LONGEST_MOVE_SECONDS = 20 * 366 * 86400


def read(db: sqlite3.Connection, name: str, default: Any) -> Any:
    """Return the stored value of `name`, or `default`."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row["value"])


def write(db: sqlite3.Connection, name: str, value: Any) -> None:
    """Store a JSON-able value under `name`."""
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, json.dumps(value)))


def modes(db: sqlite3.Connection) -> dict[str, Any]:
    """Return every mode with its present value."""
    return {name: read(db, f"mode:{name}", default) for name, default in MODES.items()}


def set_modes(db: sqlite3.Connection, wanted: dict[str, Any]) -> None:
    """Change the named modes; an unknown name or a value of the wrong type changes none."""
    for name, value in wanted.items():
        if name not in MODES:
            raise Wrong(f"no such mode: {name}; there are {', '.join(MODES)}")
        if type(value) is not type(MODES[name]):
            raise Wrong(f"{name} takes a {type(MODES[name]).__name__}")
    least = {"report_every_minutes": 1, "usage_delay_minutes": 0, "webhook_delay_minutes": 0, "webhook_copies": 1}
    for name, fewest in least.items():
        if wanted.get(name, fewest) < fewest:
            raise Wrong(f"{name} is at least {fewest}")
    for name, value in wanted.items():
        write(db, f"mode:{name}", value)


def now(state: State, db: sqlite3.Connection) -> int:
    """Return the stand-in's present, in whole seconds since 1970."""
    return int(state.clock().timestamp()) + int(read(db, "clock_offset", 0))


def advance(db: sqlite3.Connection, seconds: int) -> None:
    """Move the stand-in's clock by `seconds` (negative: back), for good."""
    offset = int(read(db, "clock_offset", 0)) + seconds
    if abs(offset) > LONGEST_MOVE_SECONDS:
        raise Wrong("the clock moves twenty years at most")
    write(db, "clock_offset", offset)
