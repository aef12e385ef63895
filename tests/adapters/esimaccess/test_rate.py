"""The carrier's limit per second, kept without ever sleeping in a test."""

import pytest

from tmcard.adapters.esimaccess.rate import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def departures() -> list[float]:
    """When forty calls leave that are all due at once."""
    ticking = Clock()
    limit = RateLimit(8, monotonic=lambda: ticking.now, sleep=ticking.sleep)
    times = []
    for _ in range(40):
        limit.wait()
        times.append(ticking.now)
    return times


def test_no_second_sees_more_than_eight_calls(departures: list[float]) -> None:
    assert all(later - first >= 1 for first, later in zip(departures, departures[8:], strict=False))


def test_first_call_waits_for_nobody(departures: list[float]) -> None:
    assert departures[0] == 100.0


def test_idle_time_is_not_saved_up() -> None:
    clock = Clock()
    slept: list[float] = []
    limit = RateLimit(8, monotonic=lambda: clock.now, sleep=slept.append)
    clock.now += 60
    limit.wait()
    limit.wait()
    assert slept == [0.125]


def test_waiting_calls_queue_up_behind_each_other() -> None:
    slept: list[float] = []
    limit = RateLimit(8, monotonic=lambda: 100.0, sleep=slept.append)
    for _ in range(4):
        limit.wait()
    assert slept == [0.125, 0.25, 0.375]
