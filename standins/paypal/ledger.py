"""What PayPal remembers: one SQLite file that outlives a restart and a kill -9."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.sql")
FORGOTTEN_ON_RESET = (
    "refunds", "captures", "sources", "orders", "requests", "faults", "calls", "webhooks", "settings"
)  # fmt: skip
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Ledger:
    """The stand-in's rows. One connection, one lock: a change is one short transaction, seen by all or none."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(SCHEMA.read_text(encoding="utf-8"))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open the one transaction of a change; commits at the end, rolls back when an exception leaves it."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()


def setting(db: sqlite3.Connection, name: str, default: object) -> object:
    """Read one remembered setting (JSON), or the default while nobody has set it."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row["value"])


def keep_setting(db: sqlite3.Connection, name: str, value: object) -> None:
    """Remember one setting (JSON) across restarts."""
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, json.dumps(value)))


def forget_everything(db: sqlite3.Connection) -> None:
    """Empty every table but the tokens, which a running client still holds."""
    for table in FORGOTTEN_ON_RESET:
        db.execute(f"DELETE FROM {table}")  # noqa: S608  the names are ours


def new_id(length: int = 17) -> str:
    """Make an id in the form of PayPal's: capitals and digits, never twice the same."""
    return "".join(secrets.choice(LETTERS + "23456789") for _ in range(length))


def stamp(moment: datetime) -> str:
    """Write an instant as PayPal does; such stamps sort by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(stamped: str) -> datetime:
    """Read what `stamp` wrote."""
    return datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
