"""The Carrier port over Airalo, against a scripted one."""

from typing import Any

import pytest

from tests.adapters.airalo.test_answers import DATED, ICCID, ORDER, PACKAGE, USAGE
from tests.adapters.vendor import HANG, IMPATIENT, RESET, Reply, Vendor
from tmcard.adapters.airalo import Airalo
from tmcard.domain.ports import Busy, Carrier, NotFound, NotSent, Refused, TopUpRequest, Unknown

OTHER = "8910300000005271153"
TOKEN, TOP_UP = "POST /v2/token", "POST /v2/orders/topups"
ORDERS = "GET /v2/orders?include=status&filter%5Bdescription%5D=tm-ABC-1&limit=50"
REQUEST = TopUpRequest(ICCID, "bonbon-mobile-30days-3gb-topup", "tm-ABC-1")


def data(contents: Any, status: int = 200) -> Reply:
    return Reply(status, {"data": contents, "meta": {"message": "success"}}, DATED)


def of_card(kind: str, iccid: str = ICCID) -> str:
    return f"GET /v2/sims/{iccid}/{kind}"


def no(code: int) -> Reply:
    return Reply(422, {"code": code, "reason": "no"})


@pytest.fixture
def carrier(vendor: Vendor) -> Airalo:
    vendor.on(TOKEN, data({"token_type": "Bearer", "expires_in": 31622400, "access_token": "token-canary"}))
    return Airalo(vendor.base_url, "client", "secret-canary", sleep=lambda seconds: None)


def test_adapter_is_a_carrier_that_keeps_books(carrier: Airalo) -> None:
    port: Carrier = carrier
    assert (port.capabilities.takes_transaction_id, port.history) == (False, carrier)


def test_read_asks_for_usage_and_for_every_package(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(of_card("usage"), data(USAGE))
    vendor.on(of_card("packages"), data([PACKAGE]))
    assert carrier.read(ICCID).validity_days == 30
    assert vendor.seen[-1].headers["Authorization"] == "Bearer token-canary"


@pytest.mark.parametrize(
    "iccid", ["", "../orders", "123", "8910300000005271146/x", "８９１０３０００００００５２７１１４６"]
)
def test_a_name_that_is_no_iccid_is_not_sent(vendor: Vendor, carrier: Airalo, iccid: str) -> None:
    with pytest.raises(NotFound):
        carrier.read(iccid)
    assert vendor.seen == []


def test_a_card_airalo_does_not_know(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(of_card("usage"), Reply(404, {"data": [], "meta": {"message": "messages.resource_not_found"}}))
    vendor.on(of_card("packages"), Reply(404, {"data": [], "meta": {"message": "messages.resource_not_found"}}))
    with pytest.raises(NotFound, match="card_gone"):
        carrier.read(ICCID)


def test_top_up_carries_our_transaction_id_as_its_description(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(TOP_UP, data(ORDER))
    done = carrier.top_up(REQUEST)
    assert (done.carrier_top_up_ref, done.total_bytes, done.ends_at) == ("20230222-009566", None, None)
    sent = {"package_id": REQUEST.carrier_code, "iccid": ICCID, "description": "tm-ABC-1"}
    assert vendor.calls(TOP_UP)[0].json == sent


@pytest.mark.parametrize(("code", "kind"), [(11, Refused), (13, Busy), (23, Refused), (53, Unknown), (73, NotFound)])
def test_refused_top_up(vendor: Vendor, carrier: Airalo, code: int, kind: type[Exception]) -> None:
    vendor.on(TOP_UP, no(code))
    with pytest.raises(kind):
        carrier.top_up(REQUEST)
    assert len(vendor.calls(TOP_UP)) == 1


UNCLEAR = [RESET, Reply(500), Reply(502, b"<html>"), Reply(200, b""), Reply(404, b"<p>"), data([]), data({})]


@pytest.mark.parametrize("reply", UNCLEAR)
def test_unclear_top_up_is_unknown_and_not_repeated(vendor: Vendor, carrier: Airalo, reply: Reply) -> None:
    vendor.on(TOP_UP, reply)
    with pytest.raises(Unknown):
        carrier.top_up(REQUEST)
    assert len(vendor.calls(TOP_UP)) == 1


def test_hanging_carrier_is_unknown(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(TOP_UP, HANG)
    with pytest.raises(Unknown, match="timed_out"):
        Airalo(vendor.base_url, "client", "secret", timeout=IMPATIENT).top_up(REQUEST)


def test_nobody_listening_is_not_sent(nobody: str) -> None:
    with pytest.raises(NotSent):
        Airalo(nobody, "client", "secret").top_up(REQUEST)


def test_books_are_searched_by_our_transaction_id(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(ORDERS, data([ORDER]))
    assert [past.carrier_top_up_ref for past in carrier.made_under("tm-ABC-1")] == ["20230222-009566"]


@pytest.mark.parametrize("reply", [data({}), data(None), data(["x"]), Reply(200, {"meta": {}}), Reply(200, b"[]")])
def test_books_of_another_shape_are_unknown_and_never_empty(vendor: Vendor, carrier: Airalo, reply: Reply) -> None:
    vendor.on(ORDERS, reply)
    with pytest.raises(Unknown):
        carrier.made_under("tm-ABC-1")


def test_usage_leaves_out_what_is_gone(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(of_card("usage"), data({**USAGE, "status": "RECYCLED"}))
    vendor.on(of_card("usage", OTHER), data(USAGE))
    assert [report.carrier_ref for report in carrier.usage([ICCID, "nonsense", OTHER, OTHER])] == [OTHER]


def test_usage_that_breaks_off_keeps_what_was_answered(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(of_card("usage"), data(USAGE))
    vendor.on(of_card("usage", OTHER), Reply(429, b"", {"Retry-After": "30"}))
    assert [report.carrier_ref for report in carrier.usage([ICCID, OTHER])] == [ICCID]
    with pytest.raises(Busy):
        carrier.usage([OTHER, ICCID])


def test_a_plea_for_patience_is_heeded_without_asking_again(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(of_card("usage"), Reply(429, b"", {"Retry-After": "30"}))
    for _ in range(3):
        with pytest.raises(Busy) as caught:
            carrier.usage([ICCID])
        assert caught.value.retry_after_seconds in (30, 31)
    assert len(vendor.calls(of_card("usage"))) == 1


@pytest.mark.parametrize("suffix", ["", "/", "/v2", "/v2/"])
def test_base_address_may_hold_the_path(vendor: Vendor, carrier: Airalo, suffix: str) -> None:
    vendor.on(TOP_UP, data(ORDER))
    assert Airalo(vendor.base_url + suffix, "client", "secret").top_up(REQUEST)


def test_logs_hold_neither_secrets_nor_cards(vendor: Vendor, carrier: Airalo, log_lines: list[Any]) -> None:
    vendor.on(of_card("usage"), data(USAGE))
    vendor.on(TOP_UP, data(ORDER))
    vendor.on(ORDERS, data([ORDER]))
    carrier.usage([ICCID])
    carrier.top_up(REQUEST)
    carrier.made_under("tm-ABC-1")
    assert [line["path"] for line in log_lines] == ["/v2/token", "/v2/usage", "/v2/topups", "/v2/orders"]
    assert not [word for word in ("canary", ICCID, "tm-ABC-1") if word in str(log_lines)]
