"""Everything the stand-in knows, in one picture for tests that check invariants."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from standins.carriers import faults, settings
from standins.carriers.airalo import ledger as airalo
from standins.carriers.esimaccess import profiles, records
from standins.carriers.moments import wire


def everything(db: sqlite3.Connection, now: int) -> dict[str, Any]:
    """Return profiles, top-ups with their effects, calls seen, webhooks, modes and planned failures."""
    return {
        "now": wire(now),
        "balance": settings.modes(db)["balance"],
        "modes": settings.modes(db),
        "profiles": [profile(db, each, now) for each in profiles.every(db)],
        "top_ups": [_top_up(row) for row in db.execute("SELECT * FROM top_ups ORDER BY id")],
        "calls": [_call(row) for row in db.execute("SELECT * FROM calls ORDER BY id")],
        "webhooks": [_webhook(row) for row in db.execute("SELECT * FROM webhooks ORDER BY id")],
        "faults": faults.planned(db),
        "airalo": airalo.everything(db, now),
    }


def profile(db: sqlite3.Connection, each: profiles.Profile, now: int) -> dict[str, Any]:
    """Return one profile as `esim/query` shows it, with its behaviour."""
    seen = records.reading(db, each, now)
    report = {"lastUpdateTime": wire(seen.measured_at), "remain": seen.left_bytes(each)}
    return records.esim(db, each, now) | report | {"top_up": each.behaviour}


def _top_up(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "transactionId": row["transaction_id"],
        "esimTranNo": row["esim_tran_no"],
        "iccid": row["iccid"],
        "packageCode": row["package_code"],
        "volume": row["volume"],
        "days": row["days"],
        "price": row["price"],
        "at": wire(row["at"]),
        "volume_before": row["volume_before"],
        "volume_after": row["volume_after"],
        "expires_before": wire(row["expires_before"]),
        "expires_after": wire(row["expires_after"]),
        "repeats": row["repeats"],
    }


def _call(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {"at": wire(row["at"]), "body": json.loads(row["body"])}


def _webhook(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {"at": wire(row["at"]), "body": json.loads(row["body"])}
