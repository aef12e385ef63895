"""Both databases behave as the store relies on."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tmcard.store.engine import TransactionOpen, assert_no_transaction, build_engine, journal_mode, sqlite
from tmcard.store.transactions import release


def test_models_and_migrations_agree(app: Flask, database_kind: str) -> None:
    with app.app_context():
        check()


def test_migrations_go_all_the_way_down_and_up_again(app: Flask, session: Session, database_kind: str) -> None:
    with app.app_context():
        downgrade(revision="base")
        assert inspect(session.get_bind()).get_table_names() == ["alembic_version"]
        upgrade()
        check()


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL")])
def test_wal_is_used_only_where_it_is_safe(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_the_first_connections_may_come_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changes the mode, which no time-out waits for; the others find it changed when they come back."""
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 51, 3))
    other = sqlite.connect(tmp_path / "new.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with build_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}").connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "delete"
    other.execute("ROLLBACK")
    with build_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}").connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_a_file_in_use_under_wal_is_not_written_where_that_is_unsafe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite.connect(tmp_path / "old.sqlite3", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(OperationalError), build_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}").connect():
        pass


def test_sqlite_keeps_foreign_keys_and_every_commit(session: Session) -> None:
    assert session.scalar(text("PRAGMA foreign_keys")) == 1
    assert session.scalar(text("PRAGMA synchronous")) == 2


def test_a_vendor_call_inside_a_transaction_is_refused(session: Session, database_kind: str) -> None:
    session.execute(text("SELECT 1"))
    with pytest.raises(TransactionOpen):
        assert_no_transaction()
    release(session)
    assert_no_transaction()
