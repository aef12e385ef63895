"""What eSIM Access answers, in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tmcard.adapters.esimaccess import answers
from tmcard.adapters.esimaccess.words import MENDABLE, PERMANENT
from tmcard.domain.ports import Busy, Carrier, NotFound, ProfileStatus, Refused, TopUp, Unknown, UsageReport

GB = 1_073_741_824
ENDS = datetime(2026, 12, 10, 11, 28, 37, tzinfo=UTC)
ESIM = {
    "esimTranNo": "25111234567890",
    "iccid": "8943108170001029631",
    "esimStatus": "IN_USE",
    "smdpStatus": "ENABLED",
    "activateTime": "2026-11-10T11:28:37+0000",
    "expiredTime": "2026-12-10T11:28:37+0000",
    "totalVolume": 10 * GB,
    "orderUsage": GB,
    "totalDuration": 30,
    "durationUnit": "DAY",
}


@pytest.mark.parametrize("number", [None, "0", ""])
def test_success_has_three_spellings(number: str | None) -> None:
    assert answers.contents({"success": True, "errorCode": number, "obj": {"a": 1}}, {}) == {"a": 1}


@pytest.mark.parametrize(
    ("number", "kind", "code", "permanent"),
    [
        ("310241", Refused, "plan_gone", True),
        ("310243", Refused, "plan_gone", True),
        ("310272", NotFound, "card_gone", True),
        ("310403", NotFound, "card_gone", True),
        ("200002", Refused, "card_expired", True),
        ("000105", Refused, "rejected", True),
        ("200007", Refused, "balance_low", False),
        ("200011", Refused, "out_of_stock", False),
        ("101002", Refused, "maintenance", False),
        ("999999", Refused, "rejected", False),
        ("900001", Busy, "busy", False),
        ("200010", Busy, "busy", False),
        ("000001", Unknown, "server_error", False),
        (None, Unknown, "server_error", False),
    ],
)
def test_error_number_in_our_words(number: str | None, kind: type[Any], code: str, permanent: bool) -> None:
    with pytest.raises(kind) as caught:
        answers.contents({"success": False, "errorCode": number}, {"status": 200})
    error = caught.value
    assert (type(error), error.code, error.permanent) == (kind, code, permanent)
    assert {"status": 200, "issue": number or ""}.items() <= error.evidence.items()


def test_codes_are_those_the_port_promises() -> None:
    codes = {*PERMANENT.values(), *MENDABLE.values()}
    assert all(f"`{code}`" in (Carrier.__doc__ or "") for code in codes)


@pytest.mark.parametrize("field", ["errorMsg", "errorMessage"])
def test_error_text_has_two_names(field: str) -> None:
    with pytest.raises(Refused) as caught:
        answers.contents({"success": False, "errorCode": "200007", field: "Insufficient balance"}, {})
    assert caught.value.evidence["text"] == "Insufficient balance"


def test_error_number_beats_a_success_flag() -> None:
    with pytest.raises(Refused):
        answers.contents({"success": True, "errorCode": "200007"}, {})


@pytest.mark.parametrize(
    ("esim", "smdp", "status"),
    [
        ("GOT_RESOURCE", "RELEASED", ProfileStatus.NEW),
        ("GETTING_RESOURCE", "", ProfileStatus.NEW),
        ("IN_USE", "ENABLED", ProfileStatus.IN_USE),
        ("IN_USE", "DISABLED", ProfileStatus.IN_USE),
        ("USED_UP", "ENABLED", ProfileStatus.USED_UP),
        ("USED_EXPIRED", "ENABLED", ProfileStatus.EXPIRED),
        ("UNUSED_EXPIRED", "RELEASED", ProfileStatus.EXPIRED),
        ("SUSPENDED", "ENABLED", ProfileStatus.SUSPENDED),
        ("CANCEL", "RELEASED", ProfileStatus.GONE),
        ("REVOKE", "ENABLED", ProfileStatus.GONE),
        ("REVOKED", "ENABLED", ProfileStatus.GONE),
        ("IN_USE", "DELETED", ProfileStatus.GONE),
        ("USED_EXPIRED", "DELETED", ProfileStatus.EXPIRED),
        ("INVENTED", "ENABLED", ProfileStatus.SUSPENDED),
    ],
)
def test_status_in_our_words(esim: str, smdp: str, status: ProfileStatus) -> None:
    assert answers.profile({**ESIM, "esimStatus": esim, "smdpStatus": smdp}).status is status


def test_status_unheard_of_is_logged(log_lines: list[Any]) -> None:
    answers.profile({**ESIM, "esimStatus": "INVENTED"})
    assert log_lines[0]["status"] == "INVENTED"


def test_profile_in_use() -> None:
    profile = answers.profile(ESIM)
    assert (profile.total_bytes, profile.used_bytes) == (10 * GB, GB)
    assert (profile.ends_at, profile.validity_days) == (ENDS, 30)


def test_shelf_life_of_an_unused_profile_is_no_end() -> None:
    profile = answers.profile({**ESIM, "esimStatus": "GOT_RESOURCE", "activateTime": None})
    assert profile.ends_at is None


def test_months_count_thirty_days() -> None:
    assert answers.profile({**ESIM, "totalDuration": 2, "durationUnit": "MONTH"}).validity_days == 60


def test_usage_has_the_carriers_own_time() -> None:
    report = {"esimTranNo": "T1", "dataUsage": "5", "totalData": GB, "lastUpdateTime": "2026-12-10T19:28:37+0800"}
    assert answers.usage(report) == UsageReport("T1", GB, 5, ENDS)


def test_time_without_an_offset_is_utc() -> None:
    assert answers.profile({**ESIM, "expiredTime": "2026-12-10T11:28:37"}).ends_at == ENDS


def test_top_up_states_what_is_on_the_profile_now() -> None:
    obj = {"transactionId": "tm-1", "expiredTime": ESIM["expiredTime"], "totalVolume": GB, "totalDuration": 30}
    assert answers.top_up({**obj, "orderUsage": 7}) == TopUp("tm-1", GB, 7, ENDS, 30)


@pytest.mark.parametrize("field", ["totalVolume", "orderUsage", "totalDuration"])
@pytest.mark.parametrize("value", [None, -1, 1.5, True, "x", "１"])
def test_numbers_that_are_none_are_unreadable(field: str, value: Any) -> None:
    with pytest.raises(answers.Unreadable):
        answers.profile({**ESIM, field: value})


def test_time_that_is_none_is_unreadable() -> None:
    with pytest.raises(answers.Unreadable):
        answers.profile({**ESIM, "expiredTime": "soon"})
    with pytest.raises(answers.Unreadable):
        answers.usage({"esimTranNo": "T1", "dataUsage": 5, "totalData": 5})
