"""Failures on request: what the caller sees, and whether the top-up took effect all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

ICCID = "89852000000000000011"
TOP_UP = {"esimTranNo": "26110100000001", "packageCode": "TOPUP_CN_1_7", "transactionId": "tm-1"}
HEADERS = {"RT-AccessCode": "secret"}


def post(address: str) -> requests.Response:
    return requests.post(f"{address}/api/v1/open/esim/topup", json=TOP_UP, headers=HEADERS, timeout=5)


def effects(room: Room) -> int:
    return len(room.ledger()["top_ups"])


@pytest.mark.parametrize(
    ("kind", "count"),
    [("timeout_with_effect", 1), ("timeout_without_effect", 0), ("reset", 0)],
)
def test_a_dropped_line_says_nothing_and_the_ledger_knows(room: Room, address: str, kind: str, count: int) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": kind})
    with pytest.raises(requests.ConnectionError):
        post(address)
    assert effects(room) == count
    assert post(address).json()["success"]
    assert effects(room) == 1


@pytest.mark.parametrize(
    ("kind", "status", "count"),
    [("500_before", 500, 0), ("500_after", 500, 1), ("429", 429, 0), ("malformed", 200, 1), ("empty", 200, 1)],
)
def test_an_unreadable_answer_is_no_envelope(room: Room, address: str, kind: str, status: int, count: int) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": kind})
    answer = post(address)
    assert answer.status_code == status
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert effects(room) == count


def test_a_followed_redirect_leaves_a_trace(room: Room, address: str) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": "redirect_302"})
    assert post(address).status_code == 200
    assert room.ledger()["calls"][-1]["operation"] == "redirected"
    assert effects(room) == 0


def test_the_nth_call_fails_once_and_only_that_operation(room: Room) -> None:
    room.control("faults", {"operation": "query", "nth": 2, "kind": "refuse:900001"})
    codes = [room.vendor("esim/query")["errorCode"] for _ in range(3)]
    assert codes == [None, "900001", None]
    assert room.top_up()["success"]


def test_a_plan_may_say_whether_the_call_takes_effect(room: Room) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": "refuse:000001", "effect": True})
    assert room.top_up()["errorCode"] == "000001"
    assert effects(room) == 1


def test_planned_failures_outlive_a_restart_and_can_be_dropped(room: Room) -> None:
    room.control("faults", {"operation": "topup", "nth": 1, "kind": "429"})
    assert len(room.again().ledger()["faults"]) == 1
    assert room.control("faults", method="DELETE") == {"faults": []}
    assert room.top_up()["success"]


@pytest.mark.parametrize(
    ("magic", "code"),
    [
        ("busy", "900001"),
        ("gone", "310243"),
        ("recycled", "310403"),
        ("balance", "200007"),
        ("refuse:310272", "310272"),
    ],
)
def test_a_magic_value_refuses_by_profile_and_by_package_code(room: Room, magic: str, code: str) -> None:
    assert room.top_up(packageCode=f"TOPUP_CN_1_7+{magic}")["errorCode"] == code
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": magic})
    assert room.top_up()["errorCode"] == code
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": ""})
    assert room.top_up()["success"]


def test_a_slow_answer_is_the_true_one(room: Room) -> None:
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": "slow"})
    assert room.top_up()["success"]
    assert effects(room) == 1


def test_a_time_out_by_behaviour_repeats_until_it_is_lifted(room: Room, address: str) -> None:
    room.control(f"profiles/{ICCID}/behaviour", {"top_up": "timeout_with_effect"})
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            post(address)
    assert effects(room) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"operation": "topup", "nth": 1, "kind": "nonsense"}),
        ("faults", {"operation": "nonsense", "nth": 1, "kind": "429"}),
        ("faults", {"operation": "topup", "nth": 0, "kind": "429"}),
        ("modes", {"nonsense": True}),
        ("modes", {"ignores_transaction_id": 1}),
        ("clock", {"advance_seconds": "1"}),
        ("profiles", [{"iccid": "1"}]),
        ("profiles/none/behaviour", {"top_up": "busy"}),
        (f"profiles/{ICCID}/behaviour", {"top_up": "nonsense"}),
    ],
)
def test_a_control_call_that_makes_no_sense_is_explained(room: Room, path: str, body: object) -> None:
    assert room.control(path, body)["error"]
    assert room.ledger()["faults"] == []
