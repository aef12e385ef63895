"""A browser's mark is good for one owner, for a while, under one password."""

from datetime import datetime, timedelta

import pytest

from tmcard.domain.accounts import DEVICE_LIFETIME
from tmcard.services.devices import issue, recognises
from tmcard.store.models import Owner

KEYS = ("key",)


@pytest.fixture
def owner() -> Owner:
    """Somebody."""
    return Owner(id=7, password_hash="hash")


def test_a_mark_is_recognised(owner: Owner, now: datetime) -> None:
    assert recognises(KEYS, issue(KEYS, 7, "hash", now), owner, now + DEVICE_LIFETIME - timedelta(seconds=1))


def test_a_mark_lapses(owner: Owner, now: datetime) -> None:
    assert not recognises(KEYS, issue(KEYS, 7, "hash", now), owner, now + DEVICE_LIFETIME)


@pytest.mark.parametrize(("owner_id", "password_hash"), [(8, "hash"), (7, "another")])
def test_a_mark_of_somebody_else_or_of_an_old_password_is_none(
    owner: Owner, now: datetime, owner_id: int, password_hash: str
) -> None:
    assert not recognises(KEYS, issue(KEYS, owner_id, password_hash, now), owner, now)


def test_a_mark_cannot_be_made_up(owner: Owner, now: datetime) -> None:
    mark = issue(KEYS, 7, "hash", now)
    forged = [mark[:at] + ("A" if mark[at] != "A" else "B") + mark[at + 1 :] for at in range(len(mark) - 1)]
    assert not any(recognises(KEYS, each, owner, now) for each in [*forged, "", ".", "x.y", mark[:-2]])
    assert not recognises(("other",), mark, owner, now)


def test_a_mark_outlives_a_change_of_the_key(owner: Owner, now: datetime) -> None:
    assert recognises(("new", "key"), issue(KEYS, 7, "hash", now), owner, now)
