"""The Carrier port over eSIM Access, against a scripted one."""

from typing import Any

import pytest

from tests.adapters.esimaccess.test_answers import ESIM, GB
from tests.adapters.vendor import HANG, IMPATIENT, RESET, Reply, Vendor
from tmcard.adapters.esimaccess import EsimAccess
from tmcard.domain.ports import Busy, Carrier, NotFound, NotSent, ProfileStatus, Refused, TopUpRequest, Unknown

ROOT = "POST /api/v1/open/esim/"
QUERY, TOP_UP, USAGE = ROOT + "query", ROOT + "topup", ROOT + "usage/query"
REQUEST = TopUpRequest("25111234567890", "TOPUP_CN_10_30", "tm-ABC-1")
TOPPED_UP = {
    "transactionId": "tm-ABC-1",
    "iccid": ESIM["iccid"],
    "expiredTime": "2027-01-09T11:28:37+0000",
    "totalVolume": 20 * GB,
    "totalDuration": 60,
    "orderUsage": GB,
    "topUpEsimTranNo": "25119999999999",
}


def ok(**obj: Any) -> Reply:
    return Reply(200, {"success": True, "errorCode": "0", "errorMsg": None, "obj": obj})


def no(number: str, status: int = 200) -> Reply:
    return Reply(status, {"success": False, "errorCode": number, "errorMsg": "no", "obj": None})


def usage_of(*refs: str) -> list[dict[str, Any]]:
    figures = {"dataUsage": 5, "totalData": GB, "lastUpdateTime": "2026-11-22T06:00:00+0000"}
    return [{"esimTranNo": ref, **figures} for ref in refs]


@pytest.fixture
def carrier(vendor: Vendor) -> EsimAccess:
    return EsimAccess(vendor.base_url, "code-canary", sleep=lambda seconds: None)


def test_adapter_is_a_carrier(carrier: EsimAccess) -> None:
    port: Carrier = carrier
    assert (port.capabilities.takes_transaction_id, port.history) == (True, None)


def test_read_asks_for_one_profile(vendor: Vendor, carrier: EsimAccess) -> None:
    vendor.on(QUERY, ok(esimList=[{**ESIM, "esimTranNo": "other"}, ESIM]))
    profile = carrier.read("25111234567890")
    assert (profile.carrier_ref, profile.status) == ("25111234567890", ProfileStatus.IN_USE)
    seen = vendor.seen[0]
    assert seen.json == {"esimTranNo": "25111234567890", "pager": {"pageNum": 1, "pageSize": 5}}
    assert (seen.headers["RT-AccessCode"], seen.headers["Content-Type"]) == ("code-canary", "application/json")


@pytest.mark.parametrize("reply", [ok(esimList=[]), ok(), no("310272"), ok(esimList=[{**ESIM, "esimTranNo": "other"}])])
def test_profile_the_carrier_does_not_know(vendor: Vendor, carrier: EsimAccess, reply: Reply) -> None:
    vendor.on(QUERY, reply)
    with pytest.raises(NotFound, match="card_gone"):
        carrier.read("25111234567890")


def test_top_up_sends_our_transaction_id(vendor: Vendor, carrier: EsimAccess) -> None:
    vendor.on(TOP_UP, ok(**TOPPED_UP))
    done = carrier.top_up(REQUEST)
    assert (done.carrier_top_up_ref, done.total_bytes, done.validity_days) == ("25119999999999", 20 * GB, 60)
    assert vendor.seen[0].json == {
        "esimTranNo": "25111234567890",
        "packageCode": "TOPUP_CN_10_30",
        "transactionId": "tm-ABC-1",
    }


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("number", "kind"), [("310241", Refused), ("200007", Refused), ("900001", Busy), ("000001", Unknown)]
)
def test_refused_top_up(vendor: Vendor, carrier: EsimAccess, status: int, number: str, kind: type[Exception]) -> None:
    vendor.on(TOP_UP, no(number, status))
    with pytest.raises(kind):
        carrier.top_up(REQUEST)
    assert len(vendor.seen) == 1


@pytest.mark.parametrize("reply", [RESET, Reply(500), Reply(502, b"<html>"), Reply(200, b""), Reply(404, b"<p>"), ok()])
def test_unclear_top_up_is_unknown_and_not_repeated(vendor: Vendor, carrier: EsimAccess, reply: Reply) -> None:
    vendor.on(TOP_UP, reply)
    with pytest.raises(Unknown):
        carrier.top_up(REQUEST)
    assert len(vendor.seen) == 1


def test_hanging_carrier_is_unknown(vendor: Vendor) -> None:
    vendor.on(TOP_UP, HANG)
    with pytest.raises(Unknown, match="timed_out"):
        EsimAccess(vendor.base_url, "code", timeout=IMPATIENT).top_up(REQUEST)


def test_nobody_listening_is_not_sent(nobody: str) -> None:
    with pytest.raises(NotSent):
        EsimAccess(nobody, "code").top_up(REQUEST)


@pytest.mark.parametrize("bad", ["", "x" * 51])
def test_transaction_id_must_fit(vendor: Vendor, carrier: EsimAccess, bad: str) -> None:
    with pytest.raises(ValueError, match="transaction_id"):
        carrier.top_up(TopUpRequest("T", "P", bad))
    assert vendor.seen == []


def test_usage_goes_ten_to_a_call(vendor: Vendor, carrier: EsimAccess) -> None:
    refs = [f"T{number}" for number in range(23)]
    batches = [refs[:10], refs[10:20], refs[20:]]
    vendor.on(USAGE, *(ok(esimUsageList=usage_of(*batch)) for batch in batches))
    assert [report.carrier_ref for report in carrier.usage([*refs, "T0"])] == refs
    assert [seen.json["esimTranNoList"] for seen in vendor.seen] == batches


def test_usage_of_nothing_asks_nothing(vendor: Vendor, carrier: EsimAccess) -> None:
    assert carrier.usage([]) == []
    assert vendor.seen == []


def test_profile_that_is_gone_does_not_hide_the_others(vendor: Vendor, carrier: EsimAccess) -> None:
    vendor.on(USAGE, no("310272"), ok(esimUsageList=usage_of("T1")), no("310272"))
    assert [report.carrier_ref for report in carrier.usage(["T1", "T2"])] == ["T1"]


def test_profiles_left_out_are_left_out(vendor: Vendor, carrier: EsimAccess) -> None:
    vendor.on(USAGE, ok(esimUsageList=usage_of("T1")))
    assert len(carrier.usage(["T1", "T2"])) == 1


@pytest.mark.parametrize("suffix", ["", "/", "/api/v1/open", "/api/v1/open/"])
def test_base_address_may_hold_the_path(vendor: Vendor, suffix: str) -> None:
    vendor.on(QUERY, ok(esimList=[ESIM]))
    assert EsimAccess(vendor.base_url + suffix, "code").read("25111234567890")


def test_calls_are_spaced(vendor: Vendor) -> None:
    slept: list[float] = []
    carrier = EsimAccess(vendor.base_url, "code", monotonic=lambda: 5.0, sleep=slept.append)
    vendor.on(QUERY, ok(esimList=[ESIM]))
    for _ in range(3):
        carrier.read("25111234567890")
    assert slept == [0.125, 0.25]


def test_logs_hold_no_access_code(vendor: Vendor, carrier: EsimAccess, log_lines: list[Any]) -> None:
    vendor.on(QUERY, ok(esimList=[ESIM]))
    carrier.read("25111234567890")
    assert log_lines[0]["path"] == "/api/v1/open/esim/query"
    assert "canary" not in str(log_lines)
