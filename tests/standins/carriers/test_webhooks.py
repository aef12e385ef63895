"""Webhooks: when they are due, what they say, and how they are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

    Receiver = tuple[str, list[dict[str, Any]]]

NUMBER = "26110100000001"


def test_saving_a_webhook_checks_its_health_first(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    assert room.vendor("webhook/save", {"webhook": url})["success"]
    assert got[0]["notifyType"] == "CHECK_HEALTH"
    assert got[0]["content"] == {"orderNo": "1234567890", "orderStatus": "Test"}
    assert room.vendor("webhook/query")["obj"] == {"webhook": url}


def test_a_dead_or_distant_webhook_is_not_saved(room: Room) -> None:
    for url in ("http://127.0.0.1:1/hook", "http://example.com/hook", "http://[/", 7, None):
        assert not room.vendor("webhook/save", {"webhook": url})["success"]
    assert room.vendor("webhook/query")["obj"] == {"webhook": ""}


def test_moving_the_clock_sends_each_threshold_once(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    for _ in range(9):
        room.control("clock", {"advance_seconds": 86400, "wait": True})
    fractions = [one["content"]["remainThreshold"] for one in got if one["notifyType"] == "DATA_USAGE"]
    assert fractions == sorted(set(fractions), reverse=True)
    assert fractions[0] == 0.5
    assert [one["content"]["remain"] for one in got if one["notifyType"] == "VALIDITY_USAGE"] == [1]


def test_running_out_and_ending_change_the_status(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    room.load(daily_bytes=1024**3)
    for days in (6, 30):
        room.control("clock", {"advance_seconds": days * 86400, "wait": True})
    statuses = [one["content"]["esimStatus"] for one in got if one["notifyType"] == "ESIM_STATUS"]
    assert statuses == ["USED_UP", "USED_EXPIRED"]


def test_a_repeated_notice_keeps_its_id_and_may_lie(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    asked = {"esimTranNo": NUMBER, "notifyType": "DATA_USAGE", "times": 2, "wait": True, "content": {"remain": 7}}
    assert room.control("webhooks/send", asked) == {"delivered": [True, True]}
    assert got[0] == got[1]
    assert set(got[0]) == {"notifyType", "notifyId", "eventGenerateTime", "content"}
    assert got[0]["content"]["remain"] == 7


def test_a_refused_notice_is_tried_three_times_and_noted(room: Room, receiver: Receiver) -> None:
    url, got = receiver
    room = room.again(webhook_url=url)
    asked = {"esimTranNo": NUMBER, "notifyType": "ESIM_STATUS", "wait": True, "notifyId": "Refuse"}
    assert room.control("webhooks/send", asked) == {"delivered": [False]}
    assert len(got) == 3
    [noted] = room.ledger()["webhooks"]
    assert (noted["status"], noted["attempts"], noted["notify_id"]) == ("failed", 3, "Refuse")


def test_without_a_receiver_nothing_is_sent(room: Room) -> None:
    asked = {"esimTranNo": NUMBER, "notifyType": "ESIM_STATUS"}
    assert room.control("webhooks/send", asked) == {"queued": 0}
    assert room.ledger()["webhooks"] == []


def test_an_unknown_type_is_explained(room: Room) -> None:
    assert "DATA_USAGE" in room.control("webhooks/send", {"esimTranNo": NUMBER, "notifyType": "X"})["error"]
