"""Time zones as a list to choose from: sorted by their clock, named in the reader's language."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from tmcard.web import i18n
from tmcard.web.clock import now


def zone_choices(zones: Iterable[str]) -> list[tuple[str, str]]:
    """`UTC+08:00 Shanghai` and so on, from west to east, as the clocks stand today."""
    at, language = now(), i18n.language()
    placed = sorted((_offset(zone, at), _city(zone, language), zone) for zone in zones)
    return [(zone, f"UTC{_signed(minutes)} {city}".strip()) for minutes, city, zone in placed]


def _offset(zone: str, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) // 60 if offset is not None else 0


def _signed(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _city(zone: str, language: str) -> str:
    """The zone's city; UTC has none."""
    return str(get_timezone_location(zone, locale=language, return_city=True)) if "/" in zone else ""
