"""What people call the zone that an instant is told in."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

NAMES = {
    "UTC": _("UTC"),
    "Asia/Shanghai": _("Beijing time"),
    "Asia/Hong_Kong": _("Hong Kong time"),
    "Asia/Macau": _("Macao time"),
    "Asia/Taipei": _("Taipei time"),
    "Asia/Tokyo": _("Tokyo time"),
    "Asia/Seoul": _("Seoul time"),
    "Asia/Singapore": _("Singapore time"),
    "Asia/Kuala_Lumpur": _("Kuala Lumpur time"),
    "Asia/Bangkok": _("Bangkok time"),
    "Asia/Dubai": _("Dubai time"),
    "Europe/London": _("London time"),
    "Europe/Paris": _("Paris time"),
    "Europe/Berlin": _("Berlin time"),
    "America/New_York": _("New York time"),
    "America/Los_Angeles": _("Los Angeles time"),
    "Australia/Sydney": _("Sydney time"),
}


def name(zone: str, at: datetime, language: str) -> str:
    """`Beijing time`, or the distance from UTC at that instant. `language` must be the current one."""
    if zone in NAMES:
        return _known(zone, language)
    offset = f"{at.astimezone(ZoneInfo(zone)):%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


@lru_cache
def _known(zone: str, _language: str) -> str:
    return str(NAMES[zone])
