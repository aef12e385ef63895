"""What else goes wrong with carriers: no stock, minutes of silence, late and doubled notices, usage that lags."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.standins.carriers.conftest import GIGABYTE

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

    Receiver = tuple[str, list[dict[str, Any]]]

ICCID = "89852000000000000011"
DAY, HOUR = 86400, 3600


def advance(room: Room, seconds: int) -> Any:
    return room.control("clock", {"advance_seconds": seconds, "wait": True})


def reported(room: Room) -> dict[str, Any]:
    asked = {"esimTranNoList": ["26110100000001"]}
    return dict(room.vendor("esim/usage/query", asked)["obj"]["esimUsageList"][0])


def test_out_of_stock_is_refused_until_it_is_lifted(room: Room) -> None:
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": "stock"})
    assert room.top_up()["errorCode"] == "200011"
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": ""})
    assert room.top_up()["success"]


def test_an_answer_may_be_as_late_as_one_likes_and_is_the_true_one(room: Room) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": "slow:1"})
    begun = time.monotonic()
    assert room.top_up()["success"]
    assert time.monotonic() - begun >= 1
    assert len(room.ledger()["top_ups"]) == 1


def test_minutes_of_silence_can_be_chosen_on_the_page(room: Room) -> None:
    assert '<option value="minutes"' in room.client.get("/").text
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": "minutes"})
    assert [one["top_up"] for one in room.ledger()["profiles"]] == ["minutes"]


@pytest.mark.parametrize("kind", ["slow:", "slow:soon", "slow:-1"])
def test_slowness_that_is_no_number_is_explained(room: Room, kind: str) -> None:
    assert room.control("faults", {"operation": "topup", "nth": 1, "kind": kind})["error"]


def test_a_late_notice_comes_when_its_time_has_come_and_says_when_it_was_made(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    room.control("modes", {"webhook_delay_minutes": 180})
    asked = {"iccid": ICCID, "notifyType": "DATA_USAGE", "wait": True}
    assert room.control("webhooks/send", asked) == {"held": 1}
    advance(room, 2 * HOUR)
    assert got == []
    advance(room, HOUR)
    assert [one["eventGenerateTime"] for one in got] == ["2026-11-01T12:00:00+0000"]
    assert [one["status"] for one in room.ledger()["webhooks"]] == ["sent"]


def test_every_notice_may_come_twice(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    room.load(daily_bytes=GIGABYTE)
    room.control("modes", {"webhook_copies": 2})
    advance(room, 6 * DAY)
    ids = [one["notifyId"] for one in got]
    assert len(ids) == 2 * len(set(ids)) > 0


def test_usage_may_lag_by_hours(room: Room) -> None:
    advance(room, DAY)
    on_time = reported(room)
    room.control("modes", {"usage_delay_minutes": 600})
    late = reported(room)
    assert late["dataUsage"] < on_time["dataUsage"]
    assert late["lastUpdateTime"] < "2026-11-02T02:00:00+0000" < on_time["lastUpdateTime"]


def test_a_load_shows_at_once_however_late_usage_is(room: Room) -> None:
    room.control("modes", {"usage_delay_minutes": 600})
    advance(room, DAY)
    room.top_up()
    assert reported(room)["totalData"] == 4 * GIGABYTE
    assert reported(room)["lastUpdateTime"] == "2026-11-02T12:00:00+0000"


@pytest.mark.parametrize("mode", [{"webhook_copies": 0}, {"usage_delay_minutes": -1}, {"webhook_delay_minutes": -1}])
def test_a_mode_that_makes_no_sense_is_explained(room: Room, mode: dict[str, int]) -> None:
    assert room.control("modes", mode)["error"]
