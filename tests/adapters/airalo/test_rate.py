"""Airalo's limits, kept without ever sleeping in a test."""

import pytest

from tmcard.adapters.airalo.rate import PER_MINUTE_EACH, Limits
from tmcard.domain.ports import Busy


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(monotonic=lambda: clock.now, sleep=clock.sleep)


def test_no_second_sees_more_than_five_calls(clock: Clock, limits: Limits) -> None:
    left = []
    for number in range(20):
        limits.admit("usage", f"card-{number}")
        left.append(clock.now)
    assert all(later - first >= 0.999 for first, later in zip(left, left[5:], strict=False))


def test_a_card_is_asked_for_ten_times_a_minute_and_then_it_is_busy(clock: Clock, limits: Limits) -> None:
    for _ in range(PER_MINUTE_EACH):
        limits.admit("usage", "card")
    with pytest.raises(Busy) as caught:
        limits.admit("usage", "card")
    assert caught.value.retry_after_seconds == 59
    limits.admit("usage", "another card")
    limits.admit("packages", "card")
    clock.now += 60
    limits.admit("usage", "card")


def test_orders_are_not_counted_by_card(limits: Limits) -> None:
    for _ in range(30):
        limits.admit("topups")


def test_a_plea_closes_one_kind_of_call_for_as_long_as_it_says(clock: Clock, limits: Limits) -> None:
    limits.heed("usage", 30)
    with pytest.raises(Busy) as caught:
        limits.admit("usage", "card")
    assert caught.value.retry_after_seconds == 31
    limits.admit("topups")
    clock.now += 30
    limits.admit("usage", "card")


def test_a_plea_without_a_number_is_heeded_a_little(clock: Clock, limits: Limits) -> None:
    limits.heed("usage", None)
    with pytest.raises(Busy):
        limits.admit("usage")
    clock.now += 5
    limits.admit("usage")


def test_cards_long_silent_are_forgotten(clock: Clock, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tmcard.adapters.airalo.rate.MANY", 3)
    for number in range(5):
        limits.admit("usage", f"card-{number}")
        clock.now += 61
    assert len(limits._sent) < 5
