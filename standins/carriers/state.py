"""The stand-in's memory: one SQLite file, short transactions, nothing held between two calls."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from standins.carriers.airalo import tables as airalo

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS packages (package_code TEXT PRIMARY KEY, slug TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS profiles (
    esim_tran_no TEXT PRIMARY KEY, iccid TEXT NOT NULL, order_no TEXT NOT NULL, transaction_id TEXT NOT NULL,
    eid TEXT NOT NULL, msisdn TEXT NOT NULL, smdp_status TEXT NOT NULL, held_status TEXT NOT NULL,
    total_bytes INTEGER NOT NULL, total_days INTEGER NOT NULL, used_bytes INTEGER NOT NULL,
    counted_from INTEGER NOT NULL, activated_at INTEGER, expires_at INTEGER, daily_bytes INTEGER NOT NULL,
    behaviour TEXT NOT NULL, loaded TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS profiles_iccid ON profiles (iccid);
CREATE TABLE IF NOT EXISTS top_ups (
    id INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL, esim_tran_no TEXT NOT NULL, iccid TEXT NOT NULL,
    package_code TEXT NOT NULL, volume INTEGER NOT NULL, days INTEGER NOT NULL, price INTEGER NOT NULL,
    at INTEGER NOT NULL, volume_before INTEGER NOT NULL, volume_after INTEGER NOT NULL,
    expires_before INTEGER, expires_after INTEGER, answer TEXT NOT NULL, repeats INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS top_ups_transaction ON top_ups (transaction_id);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY, operation TEXT NOT NULL, nth INTEGER NOT NULL, kind TEXT NOT NULL, effect INTEGER,
    seen INTEGER NOT NULL DEFAULT 0, is_spent INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, operation TEXT NOT NULL, body TEXT NOT NULL,
    fault TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhooks (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, notify_id TEXT NOT NULL, notify_type TEXT NOT NULL,
    url TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0);
"""
_TABLES = ("settings", "packages", "profiles", "top_ups", "faults", "calls", "webhooks")


class State:
    """Opens a fresh connection per transaction, so threads share nothing but the file."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self.clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as db:
            db.executescript(_SCHEMA + airalo.SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only write transaction; commit on the way out, roll back on any error."""
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See one consistent picture; changes nothing."""
        with closing(self._connect()) as db:
            db.execute("BEGIN")
            yield db

    def forget(self) -> None:
        """Empty every table: the stand-in is as new."""
        with self.writing() as db:
            for table in (*_TABLES, *airalo.TABLES):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the constants above

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        db.row_factory = sqlite3.Row
        # A killed process loses nothing this way; only a power cut could, and a stand-in may forget then.
        db.execute("PRAGMA synchronous = OFF")
        return db
