"""Which clocks show something else at one instant."""

from datetime import UTC, datetime

import pytest

from tmcard.domain.zones import differing

WINTER, SUMMER = datetime(2026, 12, 30, 15, 59, tzinfo=UTC), datetime(2027, 6, 30, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zones", "told"),
    [
        (WINTER, ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Shanghai"], ["Asia/Shanghai"]),
        (WINTER, ["Europe/London", "Asia/Tokyo", "Asia/Shanghai"], ["Europe/London", "Asia/Tokyo", "Asia/Shanghai"]),
        (WINTER, ["Europe/London", "UTC", "Asia/Shanghai"], ["Europe/London", "Asia/Shanghai"]),
        (SUMMER, ["Europe/London", "UTC", "Asia/Shanghai"], ["Europe/London", "UTC", "Asia/Shanghai"]),
        (WINTER, ["Asia/Singapore", "Asia/Shanghai"], ["Asia/Singapore"]),
    ],
)
def test_zones_with_the_same_clock_at_that_instant_are_told_once(
    at: datetime, zones: list[str], told: list[str]
) -> None:
    assert differing(at, zones) == told
