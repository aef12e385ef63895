"""How a card is used, read from counters that only say how much in all, every few hours, by the carrier's own clock.

A day here is 24 hours back from the last report and not a date: none of them is half over, each holds one whole
round of day and night, and neither zone nor daylight saving matters. Seven of them back is the same day of the week.
Why these numbers, and what they are worth: docs/forecast.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise
from math import log, sqrt

from tmcard.domain.counters import Counter, growth, stands_empty

QUARTERS = 4
QUARTER = timedelta(hours=6)
WEEK = 7
#: One week alone has nothing to repeat.
WEEKS_NEEDED = 2
#: Older days say nothing about the next ones.
DAYS_READ = 28
#: A day so many days old counts half as much as the last one.
HALF_LIFE = 5.0
#: No day counts for more than so many usual ones: an evening as a hotspot is no habit.
TALLEST = 3.0
#: How much days differ where there are few of them to see it, and for how many days that is taken to stand.
SPREAD, SPREAD_DAYS = 0.7, 2.0
WIDEST = 1.5
#: How far habits wander: at once, and per day ahead (squared, up to so many days).
DRIFT, DRIFT_A_DAY, DRIFT_DAYS = 0.2, 0.006, 60.0
#: How much wider it gets where the last days differ from the others, and how many days those are.
TURNING, RECENT = 0.7, 2
#: So many weeks (or days) without a difference are held against what days of the week (or hours) seem to differ.
WEEKS_OF_NONE, DAYS_OF_NONE = 4, 2


@dataclass(frozen=True, slots=True)
class Habits:
    """A usual day in bytes, how much days differ, how many were seen, how far it wanders, and the shape of a week.

    `shape` holds what is used until each quarter of a day from the last report on, in usual days, from 0 through a
    week; then it begins again.
    """

    daily: float
    spread: float
    days: float
    drift: float
    shape: tuple[float, ...]

    def used_after(self, quarters: int) -> float:
        """Bytes that will usually have been used so many quarters of a day after the last report."""
        rounds, rest = divmod(quarters, len(self.shape) - 1)
        return self.daily * (rounds * self.shape[-1] + self.shape[rest])

    def doubt(self, days: float) -> float:
        """How far off `used_after` so many days may be: the standard deviation of its logarithm."""
        chance = self.spread**2 * (1 / max(days, 1.0) + 1 / self.days)
        return sqrt(chance + self.drift**2 + DRIFT_A_DAY * min(days, DRIFT_DAYS))


def habits(samples: Sequence[Counter]) -> Habits | None:
    """What `samples`, oldest first, tell; None before there is a day of them, or when nothing was used."""
    slots = _slots(samples)
    days = [sum(slots[begin : begin + QUARTERS]) for begin in range(0, len(slots), QUARTERS)]
    if not sum(days):
        return None
    weekly = _weekly(days)
    levelled = [used / weekly[back % WEEK] for back, used in enumerate(days)]
    weights = [0.5 ** (back / HALF_LIFE) for back in range(len(days))]
    tallest = TALLEST * _mean(levelled, weights) if len(levelled) > RECENT else max(levelled)
    levelled = [min(used, tallest) for used in levelled]
    daily = _mean(levelled, weights)
    seen = sum(weights) ** 2 / sum(each**2 for each in weights)
    quarters = _daily(slots, weights)
    shape = [weekly[-ahead % WEEK] * share for ahead in range(1, WEEK + 1) for share in quarters]
    return Habits(
        daily=daily,
        spread=_spread(levelled, weights, daily, seen),
        days=seen,
        drift=_drift(levelled[:RECENT], daily),
        shape=tuple(accumulate(shape, initial=0.0)),
    )


def _slots(samples: Sequence[Counter]) -> list[float]:
    """Use in each quarter of a day, the last one first, whole days only. Between two reports it is spread evenly.

    While nothing was left nothing could be used: that time counts as the average of all other.
    """
    if not samples:
        return []
    last = samples[-1].reported_at
    ages = [(last - each.reported_at) / QUARTER for each in samples]
    slots = [0.0] * (min(int(ages[0]) // QUARTERS, DAYS_READ) * QUARTERS)
    idle = [0.0] * len(slots)
    for before, (older, newer), used in zip(samples, pairwise(ages), growth(samples), strict=False):
        at, until = newer, min(older, len(slots))
        while at < until and (used or stands_empty(before)):
            slot = int(at)
            step = until if until <= slot + 1 else slot + 1
            if used:
                slots[slot] += used * (step - at) / (older - newer)
            else:
                idle[slot] += step - at
            at = step
    average = sum(slots) / max(len(slots) - sum(idle), 1.0)
    return [used + average * part for used, part in zip(slots, idle, strict=True)]


def _weekly(days: Sequence[float]) -> list[float]:
    """Each day of the week against a usual day, counted back from the last report. All alike before two weeks."""
    weeks = len(days) // WEEK
    whole = sum(days[: weeks * WEEK]) / WEEK
    if weeks < WEEKS_NEEDED or not whole:
        return [1.0] * WEEK
    trust = weeks / (weeks + WEEKS_OF_NONE)
    return [1 + trust * (sum(days[back : weeks * WEEK : WEEK]) / whole - 1) for back in range(WEEK)]


def _daily(slots: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The share of each quarter in a day, in the order in which they follow the last report."""
    sums = [
        sum(weight * slots[day * QUARTERS - ahead] for day, weight in enumerate(weights, 1))
        for ahead in range(1, QUARTERS + 1)
    ]
    trust, even = len(weights) / (len(weights) + DAYS_OF_NONE), 1 / QUARTERS
    return [even + trust * (each / sum(sums) - even) for each in sums]


def _spread(days: Sequence[float], weights: Sequence[float], daily: float, seen: float) -> float:
    variance = _mean([(used / daily - 1) ** 2 for used in days], weights)
    return min(WIDEST, sqrt((variance * seen + SPREAD**2 * SPREAD_DAYS) / (seen + SPREAD_DAYS)))


def _drift(recent: Sequence[float], daily: float) -> float:
    """Wider where the last days are unlike the others: a trip may have begun, or ended."""
    ratio = max(sum(recent) / len(recent) / daily, 0.05)
    return sqrt(DRIFT**2 + (TURNING * log(ratio)) ** 2)


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
