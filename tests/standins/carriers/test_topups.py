"""The top-up rule: extend time, add volume, once per transactionId."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

GIGABYTE = 1024**3


def test_a_top_up_adds_volume_and_extends_from_the_running_end(room: Room) -> None:
    answer = room.top_up()
    assert (answer["success"], answer["errorCode"]) == (True, "0")
    assert answer["obj"] == {
        "transactionId": "tm-1",
        "iccid": "89852000000000000011",
        "expiredTime": "2026-11-18T12:00:00+0000",
        "totalVolume": 4 * GIGABYTE,
        "totalDuration": 24,
        "orderUsage": GIGABYTE,
        "topUpEsimTranNo": "26110100000001",
    }
    assert room.card()["totalVolume"] == 4 * GIGABYTE


def test_the_same_transaction_again_gets_the_same_answer_and_no_second_effect(room: Room) -> None:
    first = room.top_up(amount=None, periodNum=None, iccid=None)
    room.control("clock", {"advance_seconds": 86400})
    assert room.top_up() == first
    [once] = room.ledger()["top_ups"]
    assert once["repeats"] == 1


def test_the_same_transaction_for_another_package_or_profile_is_refused(room: Room) -> None:
    room.control("packages", [{"packageCode": "TOPUP_X", "price": 1, "volume": 1, "duration": 1}])
    room.load(esimTranNo="other", iccid="89852000000000000029")
    room.top_up()
    assert room.top_up(packageCode="TOPUP_X")["errorCode"] == "200008"
    assert room.top_up(esimTranNo="other")["errorCode"] == "200008"


def test_a_hostile_carrier_tops_up_again_for_the_same_transaction(room: Room) -> None:
    room.control("modes", {"ignores_transaction_id": True})
    room.top_up()
    assert room.top_up()["obj"]["totalVolume"] == 5 * GIGABYTE
    assert len(room.ledger()["top_ups"]) == 2


def test_eight_threads_with_one_transaction_have_one_effect(room: Room) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: room.top_up(), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert len(room.ledger()["top_ups"]) == 1


def test_a_profile_that_waits_has_no_end_until_it_is_activated(room: Room) -> None:
    room.load(activated_at=None, expires_at=None, used_bytes=0, total_days=10)
    assert room.card()["esimStatus"] == "GOT_RESOURCE"
    assert room.card()["expiredTime"] is None
    assert room.top_up()["obj"]["expiredTime"] is None
    room.control("profiles/89852000000000000011/activate", {})
    assert room.card()["expiredTime"] == "2026-11-18T12:00:00+0000"


def test_a_depleted_profile_is_in_use_again(room: Room) -> None:
    room.load(esimStatus="USED_UP")
    assert room.card()["esimStatus"] == "USED_UP"
    room.top_up()
    assert room.card()["esimStatus"] == "IN_USE"


@pytest.mark.parametrize("status", ["USED_EXPIRED", "UNUSED_EXPIRED", "SUSPENDED", "CANCEL", "REVOKE"])
def test_no_top_up_in_other_states_and_the_balance_is_untouched(room: Room, status: str) -> None:
    room.load(esimStatus=status, activated_at=None, expires_at=None)
    assert room.card()["esimStatus"] == status
    assert room.top_up()["errorCode"] == "200002"
    assert room.ledger()["balance"] == 1_000_000_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"packageCode": "TOPUP_NONE"}, "310241"),
        ({"esimTranNo": "none"}, "310403"),
        ({"amount": 17999}, "200006"),
        ({"transactionId": None}, "000105"),
        ({"transactionId": "x" * 51}, "000107"),
        ({"amount": "18000"}, "000107"),
        ({"periodNum": 2}, "000107"),
    ],
)
def test_a_wrong_request_is_refused_with_the_carriers_code(room: Room, changes: dict[str, object], code: str) -> None:
    answer = room.top_up(**changes)
    assert (answer["success"], answer["errorCode"], answer["obj"]) == (False, code, None)
    assert room.ledger()["top_ups"] == []


def test_a_top_up_costs_its_price_and_an_empty_account_refuses(room: Room) -> None:
    room.control("modes", {"balance": 18000})
    room.top_up(amount=18000)
    assert room.vendor("balance/query")["obj"]["balance"] == 0
    assert room.top_up(transactionId="tm-2")["errorCode"] == "200007"


def test_iccid_and_slug_name_the_same_things(room: Room) -> None:
    answer = room.top_up(esimTranNo=None, iccid="89852000000000000011", packageCode="CN_1_7")
    assert answer == room.top_up()


def test_a_restart_forgets_nothing(room: Room) -> None:
    before = room.top_up()
    room.control("clock", {"advance_seconds": 3600})
    later = room.again()
    assert later.top_up() == before
    assert later.ledger()["now"] == "2026-11-01T13:00:00+0000"
