"""The edges of a transaction: all or nothing, and nothing left open."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain import crashpoints
from tmcard.store.engine import TransactionOpen, assert_no_transaction
from tmcard.store.models import Counter, Owner
from tmcard.store.transactions import release, write


def test_a_write_is_committed_and_lets_go(session: Session, database_kind: str) -> None:
    owner = rows.owner(session)
    assert_no_transaction()
    session.expire_all()
    assert session.get(Owner, owner.id) is not None


def test_a_failed_write_leaves_nothing(session: Session, database_kind: str) -> None:
    def fail() -> None:
        with write(session, "failed"):
            session.add(Counter(key="k", count=1, ends_at=rows.NOW))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert_no_transaction()
    assert session.get(Counter, "k") is None


def test_a_write_ends_the_read_before_it(session: Session, database_kind: str) -> None:
    session.execute(text("SELECT 1"))
    with write(session, "after a read"):
        session.add(Counter(key="k", count=1, ends_at=rows.NOW))
    assert_no_transaction()


def test_what_was_read_stays_usable(session: Session) -> None:
    owner = rows.owner(session)
    release(session)
    assert owner.msisdn
    assert_no_transaction()


def test_unwritten_work_is_not_forgotten(session: Session) -> None:
    rows.owner(session).email = "new@example.com"
    with pytest.raises(TransactionOpen):
        release(session)
    session.rollback()


def test_a_death_before_the_commit_leaves_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(name: str) -> None:
        if name == "before:kept":
            raise SystemExit

    monkeypatch.setattr(crashpoints, "hook", die)
    with pytest.raises(SystemExit), write(session, "kept"):
        session.add(Counter(key="k", count=1, ends_at=rows.NOW))
    assert session.get(Counter, "k") is None


def test_the_crash_points_stand_around_the_commit(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    monkeypatch.setattr(crashpoints, "hook", names.append)
    with write(session, "kept"):
        pass
    assert names == ["before:kept", "after:kept"]


def test_writers_at_once_wait_for_each_other(session: Session, database_kind: str) -> None:
    def count_up(own: Session) -> None:
        with write(own, "counted"):
            seen = own.scalar(select(func.count(Owner.id))) or 0
            own.add(Counter(key=f"{seen}-{id(own)}", count=seen, ends_at=rows.NOW))

    together(session, count_up)
    assert session.scalar(select(func.count(Counter.key))) == 4
