"""What was crossed on a card already: the marks that keep anything from being told twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tmcard.domain.usage import Reading

#: Shares of the data, in percent used. The first is recorded and never sent.
DATA_STEPS = (50, 80, 90, 100)
QUIET_STEP, ALL_USED = 50, 100
#: Hours before the end, by how the plan is sold. What ends after days is near when it ends within hours.
HOUR_STEPS: Mapping[str, tuple[int, ...]] = {"day": (6, 1, 0), "month": (168, 72, 24, 0), "year": (168, 72, 24, 0)}
#: Without a plan that we know, nobody can say what a long time is for the card.
USUAL_HOURS = (72, 24, 0)
#: Carriers state ends that differ by minutes. Later by less is no renewal.
LATER = timedelta(hours=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a card had come when it was last looked at, and by which figures.

    `data_percent` and `hours_left` (None: no step yet) are the last steps crossed, told or not; they move one way
    until a renewal, which begins a new `epoch`. `told_at` is when its owner was last reminded.
    """

    total_bytes: int
    ends_at: datetime | None
    data_percent: int = 0
    hours_left: int | None = None
    has_forecast: bool = False
    told_at: datetime | None = None
    epoch: int = 0


def marks_of(reading: Reading, steps: tuple[int, ...], now: datetime) -> Marks:
    """Where a card stands that is seen for the first time. Nothing of it is news to an owner who just came by."""
    percent, hours = used_step(reading), ends_step(reading, steps, now)
    return Marks(reading.total_bytes, reading.ends_at, percent, hours)


def settled(marks: Marks, reading: Reading, steps: tuple[int, ...], now: datetime) -> Marks:
    """The marks against the figures of today.

    A renewal puts them where it leaves the card, so that nothing is told right after paying; from there on each
    step counts anew. Less used than before, less in all or an earlier end are corrections: the marks stay.
    """
    if not is_renewed(marks.total_bytes, marks.ends_at, reading):
        return replace(marks, total_bytes=reading.total_bytes, ends_at=reading.ends_at)
    fresh = marks_of(reading, steps, now)
    return replace(fresh, told_at=marks.told_at, epoch=marks.epoch + 1)


def is_renewed(total_bytes: int, ends_at: datetime | None, reading: Reading) -> bool:
    """Whether there is more data on a card than there was, or a later end."""
    if reading.total_bytes > total_bytes:
        return True
    return ends_at is not None and reading.ends_at is not None and reading.ends_at - ends_at >= LATER


def used_step(reading: Reading) -> int:
    """The last of the data steps that was passed; 0 for none, and where there is no limit."""
    if reading.is_unlimited or reading.total_bytes <= 0:
        return 0
    passed = (step for step in DATA_STEPS if reading.used_bytes * 100 >= step * reading.total_bytes)
    return max(passed, default=0)


def ends_step(reading: Reading, steps: tuple[int, ...], now: datetime) -> int | None:
    """The last of the hours before the end that have come; None before the first."""
    if reading.ends_at is None:
        return None
    left = reading.ends_at - now
    return min((step for step in steps if left <= step * HOUR), default=None)
