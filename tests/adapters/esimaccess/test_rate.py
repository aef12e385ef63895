"""The carrier's limit per second, kept without ever sleeping in a test."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

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


def test_processes_that_share_a_file_share_the_limit(tmp_path: Path) -> None:
    slept: list[float] = []
    worker, web = (RateLimit(8, file=tmp_path / "turns", monotonic=lambda: 100.0, sleep=slept.append) for _ in range(2))
    for limit in (worker, web, worker, web):
        limit.wait()
    assert slept == [0.125, 0.25, 0.375]


@pytest.mark.parametrize("text", ["9999.0", "nan", "", "12.5.7", "inf"])
def test_a_turn_of_before_the_machine_began_anew_keeps_nobody_waiting(tmp_path: Path, text: str) -> None:
    slept: list[float] = []
    (tmp_path / "turns").write_text(text)
    limit = RateLimit(8, file=tmp_path / "turns", monotonic=lambda: 100.0, sleep=slept.append)
    limit.wait()
    limit.wait()
    assert slept == [0.125]


def test_without_a_place_for_the_file_each_process_counts_alone(tmp_path: Path) -> None:
    slept: list[float] = []
    limit = RateLimit(8, file=tmp_path / "gone" / "turns", monotonic=lambda: 100.0, sleep=slept.append)
    limit.wait()
    limit.wait()
    assert slept == [0.125]


def _turns(file: Path) -> list[float]:
    slept: list[float] = []
    limit = RateLimit(8, file=file, monotonic=lambda: 100.0, sleep=slept.append)
    for _ in range(25):
        limit.wait()
    return slept


def test_no_two_processes_take_the_same_turn(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as processes:
        taken = [turn for turns in processes.map(_turns, [tmp_path / "turns"] * 4) for turn in turns]
    assert sorted(taken) == [number * 0.125 for number in range(1, 100)]
