"""The vendor's calls: who is let in, and the shapes they answer with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room


def raw(room: Room, method: str = "POST", data: str = "{}", **headers: str) -> dict[str, Any]:
    sent = {"RT-AccessCode": "secret"} | headers
    return dict(room.client.open("/api/v1/open/balance/query", method=method, data=data, headers=sent).get_json())


def test_every_answer_is_the_envelope(room: Room) -> None:
    assert set(raw(room)) == {"success", "errorCode", "errorMsg", "obj"}
    assert raw(room)["obj"] == {"balance": 1_000_000_000, "lastUpdateTime": "2026-11-01T12:00:00+0000"}


def test_the_door_refuses_with_codes_of_its_own(room: Room) -> None:
    assert room.vendor("balance/query", access_code="")["errorCode"] == "000101"
    assert room.vendor("balance/query", access_code="wrong")["errorCode"] == "000102"
    assert raw(room, method="GET")["errorCode"] == "000103"
    assert raw(room, data="{")["errorCode"] == "000104"
    assert raw(room, data="")["success"]


def test_the_eighth_call_of_a_second_passes_and_the_ninth_does_not(room: Room) -> None:
    room.control("modes", {"rate_limit_per_second": 8})
    codes = [room.client.post("/api/v1/open/balance/query").status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]
    room.control("modes", {"rate_limit_code": "900001"})
    assert raw(room)["errorCode"] == "900001"


def test_package_list_knows_its_filters(room: Room) -> None:
    base = {"packageCode": "CN_1_7", "price": 1, "volume": 1, "duration": 7, "location": "CN,HK"}
    room.control("packages", [base, base])
    for asked, codes in (
        ({}, ["CN_1_7"]),
        ({"type": "TOPUP", "locationCode": None, "slug": None}, ["TOPUP_CN_1_7"]),
        ({"type": "TOPUP", "packageCode": "CN_1_7"}, ["TOPUP_CN_1_7"]),
        ({"locationCode": "!RG"}, ["CN_1_7"]),
        ({"locationCode": "JP"}, []),
        ({"dataType": 2}, []),
    ):
        found = room.vendor("package/list", asked)["obj"]["packageList"]
        assert [each["packageCode"] for each in found] == codes


def test_a_package_states_everything_the_carrier_states(room: Room) -> None:
    [package] = room.vendor("package/list", {"type": "TOPUP"})["obj"]["packageList"]
    assert (package["price"], package["volume"], package["durationUnit"]) == (18000, 1024**3, "DAY")
    assert {"slug", "smsStatus", "dataType", "unusedValidTime", "activeType", "supportTopUpType"} <= set(package)


def test_a_profile_is_found_by_each_of_its_names(room: Room) -> None:
    for asked in ({"iccid": "89852000000000000011"}, {"esimTranNo": "26110100000001"}, {"orderNo": "B26110100000001"}):
        answer = room.vendor("esim/query", asked | {"pager": {"pageNum": 1, "pageSize": 20}})
        [card] = answer["obj"]["esimList"]
        assert (card["esimStatus"], card["smdpStatus"]) == ("IN_USE", "ENABLED")
        assert card["expiredTime"] == "2026-11-11T12:00:00+0000"
        assert answer["obj"]["pager"] == {"pageNum": 1, "pageSize": 20, "total": 1}


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("esim/query", {"iccid": "none"}, "310403"),
        ("esim/query", {"pager": {"pageNum": 0, "pageSize": 20}}, "000107"),
        ("esim/query", {"pager": {"pageNum": 1, "pageSize": 4}}, "000107"),
        ("esim/usage/query", {}, "000105"),
        ("esim/usage/query", {"esimTranNoList": ["1"] * 11}, "000107"),
    ],
)
def test_a_wrong_question_is_refused(room: Room, path: str, body: dict[str, Any], code: str) -> None:
    assert room.vendor(path, body)["errorCode"] == code


def test_loading_the_same_profile_again_keeps_its_top_ups(room: Room) -> None:
    room.top_up()
    room.load()
    assert room.card()["totalVolume"] == 4 * 1024**3
    assert len(room.card()["packageList"]) == 1


def test_keep_existing_never_overwrites(room: Room) -> None:
    changed = {"iccid": "89852000000000000011", "esimTranNo": "26110100000001", "total_bytes": 1}
    assert room.control("profiles?keep=existing", [changed]) == {"loaded": 1, "changed": 0}
    assert room.control("profiles", [changed]) == {"loaded": 1, "changed": 1}


def test_a_reset_leaves_nothing(room: Room) -> None:
    room.top_up()
    room.control("reset")
    left = room.ledger()
    assert [left[name] for name in ("profiles", "top_ups", "calls", "faults", "webhooks")] == [[]] * 5
