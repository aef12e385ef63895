"""A code is guessed at five times at most and used once, whatever comes at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tmcard.domain.accounts import CODE_LIFETIME, MAX_GUESSES, Purpose
from tmcard.store import verifications
from tmcard.store.models import Verification
from tmcard.store.transactions import write
from tmcard.web.database import db


@pytest.fixture
def waiting(session: Session, now: datetime) -> Verification:
    """A number that waits to be registered."""
    facts: dict[str, Any] = {"locale": "zh", "zone": "Asia/Shanghai", "pending_hash": "hash", "is_decoy": False}
    with write(session, "asked"):
        return verifications.add(session, purpose=Purpose.REGISTER, msisdn="+8613800138000", now=now, **facts)


def _guess(session: Session, waiting: Verification, at: datetime) -> bool:
    with write(session, "guessed"):
        return verifications.guess(session, waiting.ref, at)


def test_guesses_are_limited(session: Session, waiting: Verification, now: datetime, database_kind: str) -> None:
    allowed = [_guess(session, waiting, now) for _ in range(MAX_GUESSES + 2)]
    assert allowed == [True] * MAX_GUESSES + [False] * 2


@pytest.mark.parametrize(("age", "is_good"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_code_is_good_until_its_end(
    session: Session, waiting: Verification, now: datetime, age: timedelta, is_good: bool, database_kind: str
) -> None:
    assert _guess(session, waiting, now + CODE_LIFETIME + age) is is_good


def test_of_twenty_at_once_one_uses_the_code_up(
    app: Flask, waiting: Verification, now: datetime, database_kind: str
) -> None:
    def once(_: int) -> bool:
        with app.app_context(), Session(db.engine) as session, write(session, "spent"):
            return verifications.spend(session, waiting.id, now)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(20))) == 1


def test_a_spent_code_keeps_no_password(
    session: Session, waiting: Verification, now: datetime, database_kind: str
) -> None:
    with write(session, "spent"):
        verifications.spend(session, waiting.id, now)
    found = verifications.by_ref(session, waiting.ref)
    assert found is not None
    assert found.pending_hash is None
    assert not _guess(session, waiting, now)


def test_pruning_drops_what_has_lapsed(session: Session, waiting: Verification, database_kind: str) -> None:
    with write(session, "pruned"):
        assert verifications.prune(session, waiting.expires_at) == 0
        assert verifications.prune(session, waiting.expires_at + timedelta(seconds=1)) == 1
