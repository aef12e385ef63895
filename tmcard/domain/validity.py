"""When a period ends: pure arithmetic on instants.

Rules and vectors: docs/stacking.md, "How validity is counted". What a renewal does to a card: `domain.stacking`.
"""

import calendar
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tmcard.domain.plans import Counting, Period, PeriodUnit


@dataclass(frozen=True, slots=True)
class Balance:
    """What a card holds: data in bytes, its end (None: not begun yet), and the days still to begin when it has none."""

    remaining_bytes: int
    ends_at: datetime | None
    validity_days: int = 0


def add_months(start: datetime, months: int, zone: str, anchor_day: int | None = None) -> datetime:
    """The instant `months` calendar months after `start`, at the same wall-clock time in `zone`.

    The day of the month is `anchor_day` (else the start's own), clamped to the month's last day and
    never chained: 31 January gives 28 February and then 31 March again.
    """
    local = start.astimezone(ZoneInfo(zone))
    index = local.year * 12 + local.month - 1 + months
    year, month = divmod(index, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    day = min(anchor_day or local.day, last_day)
    return local.replace(year=year, month=month + 1, day=day).astimezone(start.tzinfo)


def period_end(start: datetime, period: Period, anchor_day: int | None = None) -> datetime:
    """The instant at which `period` ends when it begins at `start`.

    Calendar days are dates in the plan's zone, the first one included, however late it begins: three days from
    10:00 on the 1st end with the 3rd, at midnight. Calendar months and years go by `anchor_day`.
    """
    if period.counting is Counting.ROLLING:
        return start + period.duration
    if period.unit is PeriodUnit.DAY:
        zone = ZoneInfo(period.zone)
        last = start.astimezone(zone).date() + timedelta(days=period.count)
        return datetime.combine(last, time(), zone).astimezone(start.tzinfo)
    months = period.count * (12 if period.unit is PeriodUnit.YEAR else 1)
    return add_months(start, months, period.zone, anchor_day)


def anchor_of(period: Period, start: datetime, known: int | None = None) -> int | None:
    """The day of the month that `period` is counted by when it begins at `start`: that of the chain it goes on with.

    None for periods that do not go by months.
    """
    if period.counting is Counting.ROLLING or period.unit is PeriodUnit.DAY:
        return None
    return known or start.astimezone(ZoneInfo(period.zone)).day
