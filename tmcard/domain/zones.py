"""Time zones worth offering: one for every clock that many people live by; and which clocks show something else."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

_NAMES = """
    Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Phoenix America/Chicago
    America/Mexico_City America/New_York America/Toronto America/Bogota America/Lima America/Halifax
    America/Santiago America/Sao_Paulo America/Argentina/Buenos_Aires UTC Europe/London Europe/Dublin Europe/Lisbon
    Africa/Casablanca Africa/Lagos Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Amsterdam
    Europe/Brussels Europe/Zurich Europe/Vienna Europe/Prague Europe/Warsaw Europe/Stockholm Europe/Oslo
    Europe/Copenhagen Europe/Athens Europe/Helsinki Europe/Kyiv Africa/Cairo Africa/Johannesburg Asia/Jerusalem
    Europe/Istanbul Europe/Moscow Asia/Riyadh Africa/Nairobi Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Kathmandu
    Asia/Dhaka Asia/Yangon Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Urumqi Asia/Hong_Kong
    Asia/Macau Asia/Taipei Asia/Singapore Asia/Kuala_Lumpur Asia/Manila Australia/Perth Asia/Tokyo Asia/Seoul
    Australia/Brisbane Australia/Sydney Pacific/Auckland
    """
#: What the list of time zones offers; an owner's own zone is added where it is another.
COMMON_ZONES = tuple(_NAMES.split())


def differing(at: datetime, zones: Iterable[str]) -> list[str]:
    """Those zones whose clocks show something at that very instant that none before them shows."""
    by_clock: dict[object, str] = {}
    for zone in zones:
        by_clock.setdefault(at.astimezone(ZoneInfo(zone)).utcoffset(), zone)
    return list(by_clock.values())
