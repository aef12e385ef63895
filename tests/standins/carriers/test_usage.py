"""Usage follows from the profile and the clock alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

GIGABYTE = 1024**3


def reported(room: Room) -> dict[str, Any]:
    asked = {"esimTranNoList": ["26110100000001"]}
    return dict(room.vendor("esim/usage/query", asked)["obj"]["esimUsageList"][0])


def advance(room: Room, **units: int) -> None:
    seconds = units.get("days", 0) * 86400 + units.get("minutes", 0) * 60
    room.control("clock", {"advance_seconds": seconds})


def test_a_loaded_profile_reports_what_was_loaded(room: Room) -> None:
    assert reported(room) == {
        "esimTranNo": "26110100000001",
        "dataUsage": GIGABYTE,
        "totalData": 3 * GIGABYTE,
        "lastUpdateTime": "2026-11-01T12:00:00+0000",
    }


def test_reports_come_in_steps(room: Room) -> None:
    advance(room, days=1)
    seen = []
    for _ in range(30):
        seen.append(reported(room)["lastUpdateTime"])
        advance(room, minutes=10)
    assert len(set(seen)) == 3


def test_two_ways_to_the_same_instant_read_the_same(room: Room) -> None:
    advance(room, days=3)
    straight = reported(room)
    room.control("reset")
    room.load()
    for _ in range(3):
        advance(room, days=1)
        reported(room)
    assert reported(room) == straight


def test_a_day_uses_between_half_and_one_and_a_half_of_the_daily_bytes(room: Room) -> None:
    advance(room, days=4)
    used = reported(room)["dataUsage"] - GIGABYTE
    assert GIGABYTE // 4 * 4 * 0.45 < used < GIGABYTE // 4 * 4 * 1.55


def test_usage_stops_at_the_volume_and_the_status_says_so(room: Room) -> None:
    room.load(daily_bytes=GIGABYTE)
    advance(room, days=6)
    assert reported(room)["dataUsage"] == 3 * GIGABYTE
    assert room.card()["esimStatus"] == "USED_UP"


def test_data_topped_up_after_running_dry_is_whole(room: Room) -> None:
    room.load(daily_bytes=GIGABYTE)
    advance(room, days=6)
    room.top_up()
    assert reported(room)["dataUsage"] == 3 * GIGABYTE
    assert reported(room)["totalData"] == 4 * GIGABYTE


def test_the_end_comes_on_the_second_and_usage_stops(room: Room) -> None:
    advance(room, days=10)
    at_end = reported(room)["dataUsage"]
    assert room.card()["esimStatus"] == "USED_EXPIRED"
    advance(room, days=30)
    assert reported(room)["dataUsage"] - at_end <= GIGABYTE // 4
    assert room.top_up()["errorCode"] == "200002"


def test_a_profile_starts_by_itself_when_its_instant_comes(room: Room) -> None:
    room.load(activated_at="2026-11-02T00:00:00Z", expires_at=None, total_days=7, used_bytes=0)
    assert room.card()["esimStatus"] == "GOT_RESOURCE"
    advance(room, days=1)
    assert room.card()["esimStatus"] == "IN_USE"
    assert room.card()["expiredTime"] == "2026-11-09T00:00:00+0000"
