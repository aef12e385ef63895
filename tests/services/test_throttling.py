"""Limits say when it is worth another try."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.services.throttling import TooMany, allow, forgive
from tmcard.store.transactions import write

LIMITS = (Limit("short", 2, timedelta(minutes=1)), Limit("long", 3, timedelta(hours=1)))


def _act(session: Session, at: datetime, subject: str = "a") -> None:
    with write(session, "acted"):
        allow(session, LIMITS, subject, at)


def test_the_wait_grows_with_the_limit_that_is_reached(session: Session, now: datetime, database_kind: str) -> None:
    for _ in range(2):
        _act(session, now)
    with pytest.raises(TooMany) as short:
        _act(session, now)
    _act(session, now + timedelta(minutes=1))
    with pytest.raises(TooMany) as long:
        _act(session, now + timedelta(minutes=1))
    assert (short.value.until, long.value.until) == (now + timedelta(minutes=1), now + timedelta(hours=1))


def test_refused_acts_are_not_counted(session: Session, now: datetime, database_kind: str) -> None:
    for _ in range(2):
        _act(session, now)
    for _ in range(10):
        with pytest.raises(TooMany):
            _act(session, now)
    _act(session, now + timedelta(minutes=1))


def test_whoever_is_forgiven_begins_again(session: Session, now: datetime) -> None:
    for _ in range(2):
        _act(session, now)
    with write(session, "forgiven"):
        forgive(session, LIMITS, "a")
    _act(session, now)
