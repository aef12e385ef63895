"""When a card's data will run out at the pace at which it is used: a band, silent until there is enough to say.

Pure and cheap, since a million cards are asked. Why it is made so, and how good it is: docs/forecast.md.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from tmcard.domain.counters import Counter
from tmcard.domain.habits import DAYS_READ, QUARTER, QUARTERS, Habits, habits
from tmcard.domain.usage import Reading

#: What there must be before anything is said: so many reports, over so long.
REPORTS, WATCHED_FOR = 3, timedelta(hours=24)
#: What happened since a report that is older than this, nobody knows.
SILENT_AFTER = timedelta(hours=48)
#: How far to read back: a day more than is looked at, so that the first of them is whole.
READ_BACK = timedelta(days=DAYS_READ + 1)
#: In standard deviations: of five forecasts four lie inside, one on each ten on either side does not.
BAND = 1.2816
#: `pace` is that of the coming week.
PACE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """Bytes a day in the coming week: less than `low`, and more than `high`, is used about once in ten cases."""

    low: int
    usual: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the data is used up: at the earliest, likely, at the latest; None each where that is not before `ends_at`.

    Counted from `since`, the last report. `left_bytes` are left over at the end at the usual pace.
    """

    earliest: datetime | None
    likely: datetime | None
    latest: datetime | None
    ends_at: datetime
    left_bytes: int
    since: datetime
    habits: Habits

    def used_by(self, at: datetime) -> int:
        """What will usually have been used between the last report and `at`."""
        return _usually(self.habits, (at - self.since) / QUARTER)


def pace(samples: Sequence[Counter], now: datetime) -> Pace | None:
    """How much is used a day, from counters, oldest first. None while there is not enough to say."""
    found = _known(samples, now)
    if found is None:
        return None
    doubt = exp(BAND * found.doubt(PACE_DAYS))
    return Pace(int(found.daily / doubt), int(found.daily), int(found.daily * doubt))


def forecast(reading: Reading, samples: Sequence[Counter], now: datetime) -> Forecast | None:
    """When what `reading` says is left will be used up, if that is before the card ends.

    None where nothing can be said: no end, no data, no limit, or not enough reports of late.
    """
    ends_at, remaining = reading.ends_at, reading.remaining_bytes
    if ends_at is None or ends_at <= now or not remaining:
        return None
    found = _known(samples, now)
    if found is None:
        return None
    since = samples[-1].reported_at
    ahead = ends_at - since
    earliest, likely, latest = (_used_up(found, remaining, ahead, tilt) for tilt in (BAND, 0.0, -BAND))
    left = max(0, remaining - _usually(found, ahead / QUARTER))
    return Forecast(_at(since, earliest), _at(since, likely), _at(since, latest), ends_at, left, since, found)


def is_early(samples: Sequence[Counter]) -> bool:
    """Whether the reports, oldest first, do not reach back far enough to say anything."""
    return len(samples) < REPORTS or samples[-1].reported_at - samples[0].reported_at < WATCHED_FOR


def _known(samples: Sequence[Counter], now: datetime) -> Habits | None:
    begin = bisect_left(samples, now - READ_BACK, key=lambda each: each.reported_at)
    recent = samples[begin:]
    if is_early(recent) or now - recent[-1].reported_at > SILENT_AFTER:
        return None
    return habits(recent)


def _usually(found: Habits, quarters: float) -> int:
    whole = int(max(0.0, quarters))
    before, after = found.used_after(whole), found.used_after(whole + 1)
    return int(before + (after - before) * (max(0.0, quarters) - whole))


def _used_up(found: Habits, remaining: int, within: timedelta, tilt: float) -> timedelta | None:
    """After how long `remaining` is used by who uses `tilt` deviations more than usual, if `within` that time."""

    def used(quarters: int) -> float:
        return found.used_after(quarters) * exp(tilt * found.doubt(quarters / QUARTERS))

    limit = int(within / QUARTER) + 1
    quarters = bisect_left(range(limit + 1), float(remaining), key=used)
    if quarters > limit:
        return None
    before = used(quarters - 1)
    after = QUARTER * (quarters - 1 + (remaining - before) / (used(quarters) - before))
    return after if after < within else None


def _at(since: datetime, after: timedelta | None) -> datetime | None:
    return since + after if after is not None else None
