"""`sims/{iccid}/usage`: figures in whole megabytes, answered from a cache that no top-up refreshes."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from standins.carriers import settings
from standins.carriers.airalo.answers import spoken
from standins.carriers.airalo.sims import MEGABYTE, Sim

NO_VOICE = {"remaining_voice": 0, "remaining_text": 0, "total_voice": 0, "total_text": 0}


def read(db: sqlite3.Connection, sim: Sim, now: int) -> dict[str, Any]:
    """What was measured when it was last asked for, or now when that is too long ago."""
    kept = db.execute("SELECT * FROM airalo_usage WHERE iccid = ?", (sim.iccid,)).fetchone()
    modes = settings.modes(db)
    if kept is not None and now < kept["at"] + modes["airalo_cache_minutes"] * 60:
        return dict(json.loads(kept["body"]))
    fresh = measured(sim, now, late_seconds=modes["usage_delay_minutes"] * 60)
    db.execute("INSERT OR REPLACE INTO airalo_usage VALUES (?, ?, ?)", (sim.iccid, now, json.dumps(fresh)))
    return fresh


def measured(sim: Sim, now: int, late_seconds: int = 0) -> dict[str, Any]:
    """What is true now, but for data used in the last `late_seconds`: nobody here knows of that yet."""
    if sim.recycled:
        return {"remaining": 0, "total": 0, "expired_at": None, "is_unlimited": None, "status": "RECYCLED", **NO_VOICE}
    used = sim.used_until(max(sim.counted_from, now - late_seconds))
    left = 0 if sim.unlimited else max(0, sim.total_mb - -(-used // MEGABYTE))
    end = sim.end() if sim.has_begun(now) else None
    return {
        "remaining": left,
        "total": 0 if sim.unlimited else sim.total_mb,
        "expired_at": spoken(end),
        "is_unlimited": sim.unlimited,
        "status": _status(sim, left, now),
        **NO_VOICE,
    }


def _status(sim: Sim, left_mb: int, now: int) -> str:
    end = sim.end()
    if not sim.has_begun(now):
        return "NOT_ACTIVE"
    if end is not None and end <= now:
        return "EXPIRED"
    return "ACTIVE" if left_mb or sim.unlimited else "FINISHED"
