"""Patience: soon at first, then longer, never the same for all, never without end."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.backoff import CALL_ROOM, DELAYS, LEASE, delay, seconds

TRIES, KEYS = st.integers(0, 10**6), st.integers(0, 10**12)


@given(TRIES, KEYS)
def test_a_wait_is_within_a_fifth_of_its_step(tries: int, key: int) -> None:
    base = DELAYS[min(tries, len(DELAYS) - 1)]
    assert base * 0.8 <= delay(tries, key) <= base * 1.2


@given(st.integers(0, len(DELAYS) - 2), KEYS)
def test_each_wait_is_longer_than_the_last(tries: int, key: int) -> None:
    assert delay(tries, key) < delay(tries + 1, key)


def test_the_first_three_looks_fall_into_the_payers_first_minute() -> None:
    assert sum((delay(tries, 7) for tries in range(3)), timedelta()) <= timedelta(minutes=1)


def test_neighbouring_rows_do_not_march() -> None:
    assert len({delay(0, key) for key in range(41)}) == 41


@given(st.integers(-(10**6), 10**6))
def test_nobody_is_waited_for_longer_than_an_hour(count: int) -> None:
    assert timedelta() <= seconds(count) <= timedelta(hours=1)


def test_a_live_worker_is_not_overtaken() -> None:
    assert CALL_ROOM * 2 <= LEASE
