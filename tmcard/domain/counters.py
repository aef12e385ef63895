"""Counters as carriers report them: how much was used in all, and when that was read, every few hours or days."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Protocol


class Counter(Protocol):
    """One report, by the carrier's own clock."""

    @property
    def used_bytes(self) -> int:
        """Used in all so far."""
        ...

    @property
    def total_bytes(self) -> int:
        """What there was to use, 0 where that is not known or without limit."""
        ...

    @property
    def reported_at(self) -> datetime:
        """When it was read."""
        ...


def growth(samples: Sequence[Counter]) -> list[int]:
    """What was used between each report and the next, oldest first.

    A counter that goes back a little was corrected: what it said before was too much. One that falls below its half
    began anew, with another bundle or after a reset; what was used in between is not known and counts as nothing.
    """
    used = [each.used_bytes for each in samples]
    for index in reversed(range(len(used) - 1)):
        if used[index + 1] < used[index] <= 2 * used[index + 1]:
            used[index] = used[index + 1]
    return [max(0, later - earlier) for earlier, later in pairwise(used)]


def stands_empty(report: Counter) -> bool:
    """Whether nothing was left to use."""
    return 0 < report.total_bytes <= report.used_bytes


def used_until(samples: Sequence[Counter], instants: Sequence[datetime]) -> list[int]:
    """What had been used since the first report at each instant, ascending. Between reports it grows evenly."""
    answers: list[int] = []
    steps = list(zip(pairwise(samples), growth(samples), strict=True))
    index = used = 0
    for at in instants:
        while index < len(steps) and steps[index][0][1].reported_at <= at:
            used += steps[index][1]
            index += 1
        answers.append(used + (_part(*steps[index], at) if index < len(steps) else 0))
    return answers


def _part(reports: tuple[Counter, Counter], used: int, at: datetime) -> int:
    begin, end = reports[0].reported_at, reports[1].reported_at
    return int(used * ((at - begin) / (end - begin))) if at > begin else 0
