"""Counters allow exactly as much as they should, on both databases and under pressure."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.store import counters
from tmcard.store.models import Counter
from tmcard.store.transactions import write
from tmcard.web.database import db

HOUR = timedelta(hours=1)
Hit = Callable[..., bool]


@pytest.fixture
def hit(session: Session, now: datetime) -> Hit:
    """Count once, three being allowed in an hour."""

    def once(key: str = "a", at: datetime = now) -> bool:
        with write(session, "counted"):
            return counters.hit(session, key, 3, HOUR, at)

    return once


def test_the_limit_is_reached_and_stays_reached(hit: Hit, database_kind: str) -> None:
    assert [hit() for _ in range(5)] == [True, True, True, False, False]


def test_keys_do_not_share(hit: Hit, database_kind: str) -> None:
    assert [hit(key) for key in "aabbab"] == [True] * 6


def test_the_window_begins_with_the_first_hit_and_does_not_move(
    hit: Hit, session: Session, now: datetime, database_kind: str
) -> None:
    for minutes in (0, 20, 40, 59):
        hit(at=now + timedelta(minutes=minutes))
    assert counters.ends_at(session, "a", now) == now + HOUR
    assert hit(at=now + HOUR)


def test_of_many_at_once_exactly_the_limit_is_allowed(app: Flask, now: datetime, database_kind: str) -> None:
    def once(_: int) -> bool:
        with app.app_context(), Session(db.engine) as session, write(session, "counted"):
            return counters.hit(session, "a", 3, HOUR, now)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(20))) == 3


def test_a_forgotten_key_begins_again(hit: Hit, session: Session, database_kind: str) -> None:
    for _ in range(4):
        hit()
    with write(session, "forgotten"):
        counters.forget(session, "a")
    assert hit()


def test_nothing_counted_stands_in_clear(hit: Hit, session: Session, database_kind: str) -> None:
    hit("+8613800138000")
    assert len(session.scalars(select(Counter.key)).one()) == 64


def test_pruning_drops_only_what_is_over(hit: Hit, session: Session, now: datetime, database_kind: str) -> None:
    hit("old", now - HOUR)
    hit("new", now)
    with write(session, "pruned"):
        assert counters.prune(session, now) == 1
    assert counters.ends_at(session, "new", now) is not None
