"""Usage simulated from the clock alone: the same profile at the same instant always reads the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from standins.carriers.esimaccess.profiles import Profile
from standins.carriers.moments import DAY

_HOUR = 3600
# How a traveller's day is spread over its 24 hours: asleep, breakfast maps, evening video.
_BY_HOUR = (1, 1, 0, 0, 0, 1, 3, 6, 7, 5, 4, 4, 6, 5, 4, 4, 4, 5, 7, 8, 9, 8, 5, 3)
_WHOLE_DAY = sum(_BY_HOUR) * _HOUR
_QUIETEST_PERCENT, _SPREAD_PERCENT = 50, 101


@dataclass(frozen=True)
class Reading:
    """What the carrier would report: bytes used as of `measured_at`, and the status that follows."""

    used_bytes: int
    measured_at: int
    status: str
    expires_at: int | None

    def left_bytes(self, profile: Profile) -> int:
        """Return what remains of the profile's volume."""
        return profile.total_bytes - self.used_bytes


def read(profile: Profile, now: int, report_every_seconds: int, late_seconds: int = 0) -> Reading:
    """Read a profile at `now`, as of the carrier's last report before it; reports take `late_seconds` to get here."""
    if profile.activated_at is None or profile.activated_at > now:
        return Reading(profile.used_bytes, min(now, profile.counted_from), profile.held_status or "GOT_RESOURCE", None)
    end = profile.end() or now
    measured = _last_report(profile, now - late_seconds, report_every_seconds)
    used = used_until(profile, measured)
    return Reading(used, measured, _status(profile, used, has_ended=now >= end), end)


def used_until(profile: Profile, at: int) -> int:
    """Return the bytes truly used at `at`, capped by the volume; none before activation or after the end."""
    if profile.activated_at is None or profile.held_status:
        return profile.used_bytes
    start = max(profile.counted_from, profile.activated_at)
    stop = min(at, profile.end() or at)
    return min(profile.total_bytes, profile.used_bytes + spent(profile.esim_tran_no, profile.daily_bytes, start, stop))


def _status(profile: Profile, used_bytes: int, *, has_ended: bool) -> str:
    if profile.held_status:
        return profile.held_status
    if has_ended:
        return "USED_EXPIRED"
    return "USED_UP" if used_bytes >= profile.total_bytes else "IN_USE"


def _last_report(profile: Profile, now: int, report_every_seconds: int) -> int:
    """Profiles report in steps, each at its own offset; a load or a top-up is a report of its own, and never late."""
    phase = _seed(profile.esim_tran_no) % report_every_seconds
    step = now - (now - phase) % report_every_seconds
    return max(step, profile.counted_from)


def spent(name: str, daily_bytes: int, start: int, stop: int) -> int:
    """Return what a card of that name uses between two instants: its own noise by day, everybody's rhythm by hour."""
    total = 0
    for day in range(start // DAY, max(start, stop - 1) // DAY + 1):
        first, last = max(start - day * DAY, 0), min(stop - day * DAY, DAY)
        if last > first:
            factor = _QUIETEST_PERCENT + _seed(f"{name}:{day}") % _SPREAD_PERCENT
            volume = daily_bytes * factor // 100
            total += volume * _share(last) // _WHOLE_DAY - volume * _share(first) // _WHOLE_DAY
    return total


def _share(second_of_day: int) -> int:
    hour, rest = divmod(second_of_day, _HOUR)
    return sum(_BY_HOUR[:hour]) * _HOUR + (_BY_HOUR[hour] * rest if rest else 0)


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
