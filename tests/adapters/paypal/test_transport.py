"""One test for each behaviour of the SDK that we rely on or had to cure."""

import logging
import os
from typing import Any

import pytest

from tests.adapters.vendor import HANG, IMPATIENT, RESET, Reply, Vendor
from tmcard.adapters.paypal.transport import Transport, is_id, path
from tmcard.domain.ports import Busy, NotFound, NotSent, Refused, Unknown

TOKENS, ORDERS, ORDER = "POST /v1/oauth2/token", "POST /v2/checkout/orders", "GET /v2/checkout/orders/X"
UNPROCESSABLE = {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ORDER_NOT_APPROVED"}], "debug_id": "d1"}


def post(transport: Transport) -> Any:
    return transport.post("v2/checkout/orders", {"a": "b"}, {"PayPal-Request-Id": "r1", "Prefer": "p"})


def get(transport: Transport) -> Any:
    return transport.get("v2/checkout/orders/X")


def test_post_sends_json_and_business_headers(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(201, {"id": "X"}))
    assert post(transport).document == {"id": "X"}
    seen = paypal.calls(ORDERS)[0]
    sent = [seen.headers[n] for n in ("PayPal-Request-Id", "Prefer", "Content-Type", "Authorization", "User-Agent")]
    assert sent == ["r1", "p", "application/json", "Bearer token-canary", "tmcard"]
    assert seen.json == {"a": "b"}


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_get_and_delete_carry_no_body(paypal: Vendor, transport: Transport, verb: str) -> None:
    paypal.on(f"{verb.upper()} /v2/checkout/orders/X", Reply(200))
    getattr(transport, verb)("v2/checkout/orders/X")
    seen = paypal.seen[-1]
    assert (seen.body, seen.headers["Content-Type"], seen.headers["Content-Length"]) in [
        (b"", None, None),
        (b"", None, "0"),
    ]


def test_no_content_is_an_empty_document(paypal: Vendor, transport: Transport) -> None:
    paypal.on("DELETE /v2/checkout/orders/X", Reply(204, b""))
    assert transport.delete("v2/checkout/orders/X").document == {}


def test_post_without_parameters_sends_an_empty_object(paypal: Vendor, transport: Transport) -> None:
    paypal.on("POST /v2/checkout/orders/X/capture", Reply(201))
    transport.post("v2/checkout/orders/X/capture")
    assert paypal.seen[-1].body == b"{}"


@pytest.mark.parametrize("status", [400, 409, 415, 422])
def test_bad_request_is_raised_like_unprocessable(paypal: Vendor, transport: Transport, status: int) -> None:
    paypal.on(ORDERS, Reply(status, UNPROCESSABLE, {"PayPal-Debug-Id": "d1"}))
    with pytest.raises(Refused, match="not_approved") as caught:
        post(transport)
    assert caught.value.evidence == {"status": status, "debug_id": "d1", "issue": "ORDER_NOT_APPROVED"}


@pytest.mark.parametrize("status", [404, 410])
def test_lapsed_resource_is_not_found(paypal: Vendor, transport: Transport, status: int) -> None:
    paypal.on(ORDER, Reply(status, {"name": "RESOURCE_NOT_FOUND", "details": [{"issue": "INVALID_RESOURCE_ID"}]}))
    with pytest.raises(NotFound):
        get(transport)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]"])
def test_4xx_without_paypals_shape_proves_nothing(paypal: Vendor, transport: Transport, body: bytes) -> None:
    paypal.on(ORDER, Reply(404, body))
    with pytest.raises(Unknown):
        get(transport)


@pytest.mark.parametrize("reply", [RESET, Reply(500), Reply(302, headers={"Location": "/"}), Reply(200, b"<p>")])
def test_unclear_ends_are_unknown_and_not_repeated(paypal: Vendor, transport: Transport, reply: Reply) -> None:
    paypal.on(ORDERS, reply)
    with pytest.raises(Unknown):
        post(transport)
    assert len(paypal.calls(ORDERS)) == 1


def test_hanging_paypal_is_unknown(paypal: Vendor) -> None:
    paypal.on(ORDERS, HANG)
    with pytest.raises(Unknown, match="timed_out"):
        post(Transport(paypal.base_url, "client", "secret", timeout=IMPATIENT))


def test_too_many_requests_is_busy(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(429, {"name": "RATE_LIMIT_REACHED"}, {"Retry-After": "3"}))
    with pytest.raises(Busy) as caught:
        post(transport)
    assert caught.value.retry_after_seconds == 3


def test_nobody_listening_is_not_sent(nobody: str) -> None:
    with pytest.raises(NotSent):
        post(Transport(nobody, "client", "secret"))


def test_connections_are_used_again(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDER, Reply(200))
    get(transport)
    session = transport._outbound._session()
    get(transport)
    assert transport._outbound._session() is session


def test_environment_is_left_alone(paypal: Vendor) -> None:
    before = dict(os.environ)
    assert Transport(paypal.base_url, "client", "secret").mode == "live"
    assert dict(os.environ) == before


def test_logs_hold_debug_ids_and_no_secrets(
    paypal: Vendor, transport: Transport, log_lines: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paypal.on(ORDERS, Reply(422, {**UNPROCESSABLE, "message": "body-canary"}, {"PayPal-Debug-Id": "d1"}))
    with pytest.raises(Refused):
        transport.post("v2/checkout/orders", {"a": "body-canary"})
    lines = [line for line in log_lines if line.get("path") != "/v1/oauth2/token"]
    assert [line["debug_id"] for line in lines] == ["d1", "d1"]
    assert "canary" not in str(log_lines) + caplog.text
    assert "Basic" not in str(log_lines) + caplog.text


@pytest.mark.parametrize("bad", ["", "a1", "A/B", "A\\1", "A?b", "..", "A\n", "É", "A" * 65])
def test_only_paypals_ids_enter_a_path(bad: str) -> None:
    assert not is_id(bad)
    with pytest.raises(NotFound):
        path("v2/checkout/orders/{}", bad)


def test_id_enters_a_path() -> None:
    assert path("v2/checkout/orders/{}/capture", "5O190127TN364715T") == "v2/checkout/orders/5O190127TN364715T/capture"
