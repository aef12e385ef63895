"""What the mailbox keeps: one row per e-mail or text message, the newest of them, in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import flask

KEY = "mailbox"
KEPT = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, sid TEXT NOT NULL, sender TEXT NOT NULL,
    recipients TEXT NOT NULL, at TEXT NOT NULL, raw BLOB NOT NULL)
"""


@dataclass(frozen=True)
class Letter:
    """One message as it came in. `raw` is the whole e-mail, or the text of an SMS in UTF-8."""

    id: int
    channel: str
    sid: str
    sender: str
    recipients: str
    at: str
    raw: bytes

    @property
    def is_email(self) -> bool:
        """Say whether it came by SMTP."""
        return self.channel == "email"


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)


class Letters:
    """Opens a fresh connection per call, so the SMTP thread and the page's threads share only the file."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._path = path
        self.clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            db.execute(_SCHEMA)

    def add(self, *, channel: str, sender: str, recipients: list[str], raw: bytes, sid: str = "") -> int:
        """Keep one message and let the oldest beyond KEPT go; returns its id."""
        at = self.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._open() as db:
            done = db.execute(
                "INSERT INTO letters (channel, sid, sender, recipients, at, raw) VALUES (?, ?, ?, ?, ?, ?)",
                (channel, sid, sender, ", ".join(recipients), at, raw),
            )
            number = done.lastrowid or 0
            db.execute("DELETE FROM letters WHERE id <= ?", (number - KEPT,))
        return number

    def newest_first(self, to: str = "") -> list[Letter]:
        """Return all messages, or those to one address or number (upper or lower case alike)."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM letters ORDER BY id DESC").fetchall()
        letters = [Letter(**dict(row)) for row in rows]
        # A plus written plainly in a query string arrives as a space; no address or number holds one.
        wanted = to.replace(" ", "+").lower()
        return [each for each in letters if not wanted or wanted in each.recipients.lower().split(", ")]

    def find(self, number: int) -> Letter | None:
        """Return one message, or None when it is gone."""
        with self._open() as db:
            row = db.execute("SELECT * FROM letters WHERE id = ?", (number,)).fetchone()
        return None if row is None else Letter(**dict(row))

    def forget(self) -> None:
        """Empty the mailbox."""
        with self._open() as db:
            db.execute("DELETE FROM letters")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=20)) as db, db:
            db.row_factory = sqlite3.Row
            # A killed process loses nothing this way; only a power cut could, and a mailbox may forget then.
            db.execute("PRAGMA synchronous = OFF")
            yield db


def current() -> Letters:
    """Return the mailbox behind the request being answered."""
    return cast(Letters, flask.current_app.extensions[KEY])
