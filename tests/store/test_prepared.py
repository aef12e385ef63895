"""Statements that skip what SQLAlchemy does each time answer what it would answer."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, Select, bindparam, literal, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tmcard.store import prepared
from tmcard.store.models import Card
from tmcard.store.models.base import Instant
from tmcard.store.prepared import Prepared
from tmcard.store.transactions import write

DAY = timedelta(days=1)
BEIJING = timezone(timedelta(hours=8))


def _ending(*labels: str) -> Select[*tuple[Any, ...]]:
    columns: list[Any] = [Card.label, Card.ends_at, Card.is_gone]
    query = select(*columns).where(Card.ends_at > bindparam("after"))
    return query.where(Card.label.in_(labels)).order_by(Card.id)


@pytest.fixture
def cards(session: Session, database_kind: str, now: datetime) -> None:
    """Three cards; two of them end later."""
    for label, days in (("one", 1), ("two", 2), ("three", 3)):
        rows.card(session, None, label=label, ends_at=now + days * DAY)


@pytest.mark.usefixtures("cards")
def test_the_answer_has_python_s_types(session: Session, now: datetime) -> None:
    read = Prepared(_ending("one", "two", "three"))
    wanted = [("two", now + 2 * DAY, False), ("three", now + 3 * DAY, False)]
    assert [tuple(row) for row in read.run(session, after=now + DAY)] == wanted
    assert read.ask(_engine(session), after=now + DAY) == wanted


@pytest.mark.parametrize("at", [datetime(2026, 2, 28, 23, 59, 59, 999999, UTC), datetime(2026, 1, 1, tzinfo=BEIJING)])
def test_instants_are_stored_and_read_as_sqlalchemy_does_it(at: datetime) -> None:
    kind, dialect = Instant().dialect_impl(sqlite.dialect()), sqlite.dialect()
    stored, read = kind.bind_processor(dialect), kind.result_processor(dialect, None)
    assert stored is not None
    assert read is not None
    assert prepared.instant_as_text(at) == stored(at)
    assert prepared.text_as_instant(stored(at)) == read(stored(at)) == at


@pytest.mark.usefixtures("cards")
def test_values_are_given_anew_each_time(session: Session, now: datetime) -> None:
    read = Prepared(_ending("three", "one"))
    assert [len(read.run(session, after=now + days * DAY)) for days in (0, 1, 3)] == [2, 1, 0]


@pytest.mark.usefixtures("cards")
def test_a_transaction_sees_what_it_wrote(session: Session, now: datetime) -> None:
    read = Prepared(_ending("four"))
    with write(session, "four"):
        session.execute(text("UPDATE cards SET label = 'four'"))
        assert len(read.run(session, after=now)) == 3


@pytest.mark.usefixtures("cards")
def test_it_is_one_statement_and_leaves_nothing_open(session: Session, now: datetime) -> None:
    read = Prepared(_ending("one"))
    with counted() as sent:
        read.ask(_engine(session), after=now)
    assert len(sent) == 1
    assert not session.in_transaction()


def test_an_error_is_sqlalchemy_s(session: Session, database_kind: str) -> None:
    read, engine = Prepared(select(text("1")).select_from(text("nowhere"))), _engine(session)
    with pytest.raises(DBAPIError):
        read.ask(engine)
    assert Prepared(select(literal(1))).ask(engine) == [(1,)]


def _engine(session: Session) -> Engine:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    return engine
