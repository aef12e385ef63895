"""Quiet hours: the part of an owner's own day in which nothing is sent that can wait."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def quiet_until(at: datetime, zone: str, begins: int, ends: int) -> datetime | None:
    """When the quiet hours that `at` lies in are over; None where it lies in none.

    Hours of the clock in `zone`: from `begins` until `ends`, over midnight where that is the smaller one; the same
    twice is none. Where that hour is skipped, they end when the clock goes on.
    """
    local = at.astimezone(ZoneInfo(zone))
    if not _is_quiet(local.hour, begins, ends):
        return None
    on = local.date() if local.hour < ends else local.date() + DAY
    return datetime.combine(on, time(ends), ZoneInfo(zone)).astimezone(UTC)


def _is_quiet(hour: int, begins: int, ends: int) -> bool:
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
