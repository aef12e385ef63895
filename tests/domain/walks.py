"""Walks: use of data as it might be, hour by hour, generated from seeds, and what a carrier would report of it.

Generated, not observed: each kind is one habit, or one change of habit, as plain as can be.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from types import MappingProxyType

MB = 2**20
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 75
HOUR = timedelta(hours=1)
#: How a traveller's day is spread over its hours.
BY_HOUR = (1, 1, 0, 0, 0, 1, 3, 6, 7, 5, 4, 4, 6, 5, 4, 4, 4, 5, 7, 8, 9, 8, 5, 3)
#: Hours between two reports; how many walks have a silence, from which hour on, and how long it is.
BETWEEN, SILENT, SILENT_FROM, SILENCE = (2.0, 3.0), 0.25, (72.0, 960.0), (24.0, 60.0)
Levels = list[float]


@dataclass(frozen=True, slots=True)
class Report:
    """A counter as a carrier states it."""

    used_bytes: int
    reported_at: datetime
    total_bytes: int = 0


def steady(dice: Random) -> Levels:
    """Much the same every day."""
    return [dice.gauss(1, 0.25) for _ in range(DAYS)]


def bursty(dice: Random) -> Levels:
    """Little on most days, much on some."""
    return [dice.lognormvariate(-0.4, 0.9) for _ in range(DAYS)]


def weekend(dice: Random) -> Levels:
    """More than three times as much on two days of each week."""
    return [(2.2 if day % 7 in (4, 5) else 0.6) * dice.lognormvariate(-0.05, 0.3) for day in range(DAYS)]


def decaying(dice: Random) -> Levels:
    """Less every day."""
    return [1.8 * 0.955**day * dice.lognormvariate(-0.08, 0.4) + 0.15 for day in range(DAYS)]


def growing(dice: Random) -> Levels:
    """More every day."""
    return [0.5 * 1.03**day * dice.lognormvariate(-0.08, 0.4) for day in range(DAYS)]


def hotspot(dice: Random) -> Levels:
    """An ordinary habit, and now and then an evening with a laptop."""
    return [dice.lognormvariate(-0.1, 0.4) + (7 if dice.random() < 0.06 else 0) for _ in range(DAYS)]


def seldom(dice: Random) -> Levels:
    """Nothing on seven days of ten."""
    return [dice.lognormvariate(0.2, 0.6) if dice.random() < 0.3 else 0 for _ in range(DAYS)]


def trip(dice: Random) -> Levels:
    """Little at home, seven times as much from one day to the other, and little again."""
    begins, ends = dice.randint(4, 10), dice.randint(20, 40)
    return [(1.5 if begins <= day < ends else 0.2) * dice.lognormvariate(-0.1, 0.45) for day in range(DAYS)]


def stops(dice: Random) -> Levels:
    """From one day on next to nothing."""
    ends = dice.randint(8, 18)
    return [dice.lognormvariate(-0.1, 0.45) if day < ends else 0.02 * dice.randint(0, 1) for day in range(DAYS)]


KINDS: Mapping[str, Callable[[Random], Levels]] = MappingProxyType(
    {each.__name__: each for each in (steady, bursty, weekend, decaying, growing, hotspot, seldom, trip, stops)}
)
#: What nobody could have known before it happens.
UNFORESEEABLE = ("trip", "stops")


class Walk:
    """One card's use over `DAYS`: the truth by the hour, and the reports of it."""

    def __init__(self, kind: str, seed: int) -> None:
        dice = Random(f"{kind}-{seed}")  # noqa: S311 - to be repeatable is the point
        scale, phase = dice.lognormvariate(5.3, 0.7) * MB, dice.randrange(24)
        self._used = [0.0]
        for level in KINDS[kind](dice):
            hours = [BY_HOUR[(hour + phase) % 24] / sum(BY_HOUR) * dice.expovariate(1) for hour in range(24)]
            day = accumulate((max(0.0, level) * scale * each for each in hours), initial=self._used.pop())
            self._used.extend(day)
        self.times = list(_times(dice))
        self.reports = [Report(int(self.used(at)), BEGIN + at * HOUR) for at in self.times]

    def used(self, hour: float) -> float:
        """Bytes used until then."""
        whole = min(int(hour), len(self._used) - 2)
        return self._used[whole] + (self._used[whole + 1] - self._used[whole]) * (hour - whole)

    def reaches(self, used: float) -> float | None:
        """The hour at which so much has been used."""
        at = bisect_left(self._used, used)
        if at >= len(self._used):
            return None
        return at - 1 + (used - self._used[at - 1]) / (self._used[at] - self._used[at - 1]) if at else 0.0


def _times(dice: Random) -> Iterator[float]:
    hour = dice.random() * 2
    silent_from = dice.uniform(*SILENT_FROM) if dice.random() < SILENT else float("inf")
    while hour < DAYS * 24 - 1:
        yield hour
        hour += dice.uniform(*BETWEEN)
        if hour > silent_from:
            hour, silent_from = hour + dice.uniform(*SILENCE), float("inf")
