"""A package with a volume for each day is listed by the day, and loads all days together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

GIGABYTE = 1024**3
DAILY = {"packageCode": "TOPUP_JP_1_DAILY_3", "price": 30000, "volume": GIGABYTE, "duration": 3, "dataType": 2}


def test_a_daily_package_is_listed_by_the_day_and_loads_all_days(room: Room) -> None:
    room.control("packages", [DAILY])
    listed = room.vendor("package/list", {"type": "TOPUP", "packageCode": DAILY["packageCode"]})["obj"]["packageList"]
    assert [(each["volume"], each["dataType"]) for each in listed] == [(GIGABYTE, 2)]
    room.top_up(packageCode=DAILY["packageCode"])
    assert (room.card()["totalVolume"], room.card()["totalDuration"]) == (6 * GIGABYTE, 20)
