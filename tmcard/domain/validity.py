"""When a period ends, and what a renewal does to a card: pure arithmetic on instants.

Rules and vectors: docs/renewal.md, "How validity is counted".
"""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tmcard.domain.plans import Counting, Period, PeriodUnit


@dataclass(frozen=True, slots=True)
class Balance:
    """What a card holds: data in bytes, its end (None: not begun yet), and the days still to begin when it has none."""

    remaining_bytes: int
    ends_at: datetime | None
    validity_days: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What paying does to one card: the balance before and after."""

    before: Balance
    after: Balance


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
    """The instant at which `period` ends when it begins at `start`."""
    if period.counting is Counting.ROLLING:
        return start + period.duration
    if period.unit is PeriodUnit.DAY:
        local = start.astimezone(ZoneInfo(period.zone)) + timedelta(days=period.count)
        return local.astimezone(start.tzinfo)
    months = period.count * (12 if period.unit is PeriodUnit.YEAR else 1)
    return add_months(start, months, period.zone, anchor_day)


def extend(balance: Balance, period: Period, data_bytes: int, now: datetime) -> Effect:
    """What buying `period` with `data_bytes` does under the EXTEND rule: nothing is lost.

    New end = the later of now and the running end, plus the period; data adds up. A card that has
    not begun keeps no end: its days add up and begin at the first connection.
    """
    days = balance.validity_days + period.days
    ends_at = None
    if balance.ends_at is not None:
        ends_at = period_end(max(now, balance.ends_at), period)
    return Effect(balance, Balance(balance.remaining_bytes + data_bytes, ends_at, days))
