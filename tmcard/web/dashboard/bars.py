"""From counters to columns: what was used, what was left and what to expect, over the period of a card's plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tmcard.domain.counters import used_until
from tmcard.domain.forecast import Forecast
from tmcard.domain.usage import Reading
from tmcard.store.rows import Sample

DAY = timedelta(days=1)
#: Where no period is running there are columns for so many days.
DAYS_SHOWN = 14
#: Of fewer the columns would be slabs: days before the period are shown as well.
FEWEST = 7
#: A period of more days is folded to weeks: so many of the past, and no more than so many in all.
MOST_DAYS = 45
WEEK, WEEKS_BACK, MOST_WEEKS = 7, 8, 60


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a picture: the first, the last, and how many each column stands for."""

    first: date
    last: date
    days_each: int
    zone: str

    @property
    def edges(self) -> list[datetime]:
        """Where the columns meet: midnights on the clocks of `zone`."""
        count = -(-((self.last - self.first).days + 1) // self.days_each)
        days = [self.first + index * self.days_each * DAY for index in range(count + 1)]
        return [datetime.combine(on, time(), ZoneInfo(self.zone)) for on in days]


@dataclass(frozen=True, slots=True)
class Column:
    """One column from `on`: used (None: not known, or still to come), left at its end, and to be expected."""

    on: date
    used_bytes: int | None
    left_bytes: int | None
    expected_bytes: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Columns, and as shares of the width in percent: when the data may run out, and when it likely does."""

    columns: list[Column]
    last: date
    days_each: int
    is_ahead: bool
    may_end: tuple[float, float] | None
    likely_end: float | None

    @property
    def tallest_bytes(self) -> int:
        """The height of the highest column, never nothing."""
        return max(1, *((each.used_bytes or 0) + each.expected_bytes for each in self.columns))

    @property
    def known(self) -> list[Column]:
        """The columns whose use was reported."""
        return [each for each in self.columns if each.used_bytes is not None]

    @property
    def today(self) -> int | None:
        """Which column today is in."""
        return next((index for index, each in enumerate(self.columns) if each.is_today), None)


def span(reading: Reading, validity_days: int, now: datetime, zone: str) -> Span:
    """The days to show: the period that the carrier states, or the last ones where none is running."""
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    if reading.ends_at is None:
        return Span(today - (DAYS_SHOWN - 1) * DAY, today, 1, zone)
    last = (reading.ends_at - timedelta.resolution).astimezone(local).date()
    begun = (reading.ends_at - validity_days * DAY).astimezone(local).date()
    if last < today or begun > today or not validity_days:
        begun = min(today, last) - (DAYS_SHOWN - 1) * DAY
    first = min(begun, last - (FEWEST - 1) * DAY)
    if (last - first).days < MOST_DAYS:
        return Span(first, last, 1, zone)
    monday = today - today.weekday() * DAY
    first = max(first - first.weekday() * DAY, monday - WEEKS_BACK * WEEK * DAY)
    return Span(first, min(last, first + (MOST_WEEKS * WEEK - 1) * DAY), WEEK, zone)


def picture(shown: Span, samples: Sequence[Sample], reading: Reading, ahead: Forecast | None, now: datetime) -> Picture:
    """The columns of `shown`, drawn from counters that only say how much in all, oldest first."""
    edges = shown.edges
    used, expected = used_until(samples, edges), [_expected(reading, ahead, edge) for edge in edges]
    columns = []
    for index, (begin, end) in enumerate(pairwise(edges)):
        is_known = len(samples) > 1 and samples[0].reported_at < end and begin <= samples[-1].reported_at
        columns.append(
            Column(
                on=begin.date(),
                used_bytes=used[index + 1] - used[index] if is_known else None,
                left_bytes=_left(samples, reading, end) if is_known else None,
                expected_bytes=expected[index + 1] - expected[index],
                is_today=begin <= now < end,
            )
        )
    width = (edges[-1] - edges[0]) / 100
    may_end = likely = None
    if ahead is not None and ahead.earliest is not None:
        may_end = _share(ahead.earliest, edges, width), _share(ahead.latest or ahead.ends_at, edges, width)
        likely = _share(ahead.likely, edges, width) if ahead.likely is not None else None
    return Picture(columns, shown.last, shown.days_each, ahead is not None, may_end, likely)


def _share(at: datetime, edges: Sequence[datetime], width: timedelta) -> float:
    return round(min(100.0, max(0.0, (at - edges[0]) / width)), 2)


def _expected(reading: Reading, ahead: Forecast | None, at: datetime) -> int:
    if ahead is None:
        return 0
    return min(reading.remaining_bytes, ahead.used_by(min(at, ahead.ends_at)))


def _left(samples: Sequence[Sample], reading: Reading, end: datetime) -> int | None:
    """What was left when the column ended, or is now; None without limit."""
    if samples[-1].reported_at < end:
        return reading.remaining_bytes if reading.total_bytes else None
    last = next(each for each in reversed(samples) if each.reported_at < end)
    return max(0, last.total_bytes - last.used_bytes) if last.total_bytes else None
