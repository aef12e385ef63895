"""Both databases behave as the store relies on."""

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from tmcard.store.engine import TransactionOpen, assert_no_transaction, journal_mode
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


def test_sqlite_keeps_foreign_keys_and_every_commit(session: Session) -> None:
    assert session.scalar(text("PRAGMA foreign_keys")) == 1
    assert session.scalar(text("PRAGMA synchronous")) == 2


def test_a_vendor_call_inside_a_transaction_is_refused(session: Session, database_kind: str) -> None:
    session.execute(text("SELECT 1"))
    with pytest.raises(TransactionOpen):
        assert_no_transaction()
    release(session)
    assert_no_transaction()
