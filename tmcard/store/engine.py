"""Build the one engine of a process, with the manners of each database.

SQLite: foreign keys on, every commit on disk (`synchronous=FULL`), our own BEGIN. The journal is the
classic rollback one below SQLite 3.51.3, whose WAL could corrupt a database that two processes write
(fixed there); WAL from then on. PostgreSQL: psycopg 3 with time-outs, so that a stuck lock never
holds a web thread.
"""

import threading
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

#: The driver with a SQLite of its own where there is one for this machine, else Python's with the system's.
sqlite = import_module("pysqlite3" if find_spec("pysqlite3") else "sqlite3")
WAL_SAFE_FROM = (3, 51, 3)
BUSY_TIMEOUT_MS = 10_000
#: Connections that a process keeps, one for each thread of a web process: surplus ones would be opened anew each time.
POOL_SIZE = 8
#: Errors are logged without what a statement was given: phone numbers, addresses, hashes.
ENGINE: dict[str, Any] = {"pool_size": POOL_SIZE, "hide_parameters": True}
#: Execution option of a transaction that means to write; see `transactions.write`.
WRITES = "tmcard_writes"
_thread = threading.local()
POSTGRES_OPTIONS = (
    "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)


class TransactionOpen(AssertionError):
    """A vendor was about to be called, or a read ended, with work unwritten in an open transaction."""


def build_engine(url: str | URL) -> Engine:
    """An engine for `url`: `sqlite:///path`, or PostgreSQL as `postgresql://...` (also the old `postgres://...`)."""
    parsed = make_url(url)
    if parsed.drivername == "sqlite":
        engine = create_engine(parsed, module=sqlite, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, **ENGINE)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        parsed = parsed.set(drivername="postgresql+psycopg")
        options = {"options": POSTGRES_OPTIONS}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=options, **ENGINE)
    event.listen(engine, "begin", lambda connection: _open().add(id(connection)))
    event.listen(engine, "commit", lambda connection: _open().discard(id(connection)))
    event.listen(engine, "rollback", lambda connection: _open().discard(id(connection)))
    return engine


def assert_no_transaction() -> None:
    """Refuse to go on while this thread holds a database transaction. Called before every vendor call."""
    if _open():
        raise TransactionOpen


def _open() -> set[int]:
    connections: set[int] = _thread.__dict__.setdefault("connections", set())
    return connections


def journal_mode(version: tuple[int, ...]) -> str:
    """The journal that is safe for several writing processes under SQLite `version`."""
    return "WAL" if version >= WAL_SAFE_FROM else "DELETE"


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    _set_journal(cursor, journal_mode(sqlite.sqlite_version_info))
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _set_journal(cursor: Any, mode: str) -> None:
    """The mode stands in the file, so only the first connection of all changes it; no time-out waits for that."""
    try:
        cursor.execute(f"PRAGMA journal_mode={mode}")
    except sqlite.OperationalError:
        if mode != "WAL":  # in use under WAL, which this SQLite must not write
            raise


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where a write is meant: a read that upgrades later fails, and waiting cannot help."""
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # may have to wait in vain: SQLAlchemy names the error
        return
    driver: Any = connection.connection.driver_connection  # cannot fail; a statement of SQLAlchemy's costs ten times
    driver.execute("BEGIN")
