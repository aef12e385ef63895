"""Everything this dialect knows, for tests that check invariants."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

from standins.carriers.airalo import sims, usage
from standins.carriers.moments import wire


def everything(db: sqlite3.Connection, now: int) -> dict[str, Any]:
    """Cards as they truly are, whatever the cache says, and every order."""
    rows = [dict(row) | {"at": wire(row["at"])} for row in db.execute("SELECT * FROM airalo_orders ORDER BY id")]
    return {"sims": [asdict(sim) | usage.measured(sim, now) for sim in sims.every(db)], "orders": rows}
