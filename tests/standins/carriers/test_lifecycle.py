"""New profiles, and what becomes of profiles that are paused or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

ICCID = "89852000000000000011"
CN = "TOPUP_CN_1_7"


def order(room: Room, **changes: Any) -> dict[str, Any]:
    wish = {"transactionId": "shop-1", "amount": None, "packageInfoList": [{"packageCode": CN, "count": 2}]}
    return room.vendor("esim/order", wish | changes)


def status(room: Room) -> str:
    return str(room.card()["esimStatus"])


def test_an_order_makes_profiles_that_wait_for_their_first_connection(room: Room) -> None:
    made = order(room)["obj"]["orderNo"]
    found = room.vendor("esim/query", {"orderNo": made})["obj"]["esimList"]
    assert [one["esimStatus"] for one in found] == ["GOT_RESOURCE"] * 2
    assert len({one["iccid"] for one in found}) == 2
    assert room.ledger()["balance"] == 1_000_000_000 - 2 * 18_000


def test_the_same_order_again_is_the_same(room: Room) -> None:
    assert order(room) == order(room)
    assert len(room.ledger()["profiles"]) == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"transactionId": ""}, "000105"),
        ({"packageInfoList": []}, "000105"),
        ({"packageInfoList": ["x"]}, "000107"),
        ({"packageInfoList": [{"packageCode": "NONE"}]}, "310241"),
        ({"amount": 1}, "200006"),
    ],
)
def test_an_order_that_makes_no_sense_makes_nothing(room: Room, changes: dict[str, Any], code: str) -> None:
    assert order(room, **changes)["errorCode"] == code
    assert len(room.ledger()["profiles"]) == 1


def test_a_suspended_profile_uses_nothing_and_goes_on_afterwards(room: Room) -> None:
    assert room.vendor("esim/suspend", {"iccid": ICCID})["success"]
    used = room.card()["orderUsage"]
    room.control("clock", {"advance_seconds": 86400})
    assert (status(room), room.card()["orderUsage"]) == ("SUSPENDED", used)
    assert room.top_up()["errorCode"] == "200002"
    assert room.vendor("esim/unsuspend", {"iccid": ICCID})["success"]
    assert (status(room), room.top_up()["success"]) == ("IN_USE", True)


def test_a_revoked_profile_stays_so(room: Room) -> None:
    assert room.vendor("esim/revoke", {"iccid": ICCID})["success"]
    assert status(room) == "REVOKE"
    assert room.vendor("esim/unsuspend", {"iccid": ICCID})["errorCode"] == "200002"


def test_only_an_unused_profile_can_be_cancelled(room: Room) -> None:
    assert room.vendor("esim/cancel", {"iccid": ICCID})["errorCode"] == "200002"
    [one, _] = room.vendor("esim/query", {"orderNo": order(room)["obj"]["orderNo"]})["obj"]["esimList"]
    assert room.vendor("esim/cancel", {"esimTranNo": one["esimTranNo"]})["success"]


def test_messages_are_taken_without_a_body_and_places_are_listed(room: Room) -> None:
    assert room.vendor("esim/sendSms")["success"]
    assert [one["code"] for one in room.vendor("location/list")["obj"]["locationList"]] == ["CN"]
