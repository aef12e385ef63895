"""Calls of unknown outcome: what is repeated, how often, and what a repeat proves."""

from typing import Any

import pytest

from tests.adapters.paypal.conftest import TOKEN
from tests.adapters.vendor import RESET, Reply, Vendor
from tmcard.adapters.paypal.gateway import PayPalPayments
from tmcard.domain.ports import Busy, Refused, Unknown

ORDER = "5O190127TN364715T"
TOKENS, CREATE, READ = "POST /v1/oauth2/token", "POST /v2/checkout/orders", f"GET /v2/checkout/orders/{ORDER}"
CAPTURE = f"POST /v2/checkout/orders/{ORDER}/capture"
REFUND = "POST /v2/payments/captures/3C679366HH908993F/refund"
UNCLEAR = [RESET, Reply(500), Reply(200, b""), Reply(302)]


def no(issue: str, status: int = 422, **more: Any) -> Reply:
    return Reply(status, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}], **more})


@pytest.mark.parametrize("unclear", UNCLEAR)
def test_unknown_capture_is_repeated_with_the_same_id_and_bytes(
    paypal: Vendor, payments: Any, order_json: Any, unclear: Reply
) -> None:
    paypal.on(CAPTURE, unclear, unclear, Reply(200, order_json("COMPLETED", "COMPLETED")))
    assert payments.capture(ORDER, "tm-ABC-capture").captures
    sent = [(seen.headers["PayPal-Request-Id"], seen.body) for seen in paypal.calls(CAPTURE)]
    assert sent == [("tm-ABC-capture", b"{}")] * 3


def test_unknown_create_is_repeated_with_the_same_bytes(paypal: Vendor, payments: Any, request_: Any) -> None:
    paypal.on(CREATE, RESET, Reply(200, {"id": ORDER, "status": "CREATED"}))
    payments.create(request_)
    first, second = paypal.calls(CREATE)
    assert first.body == second.body
    assert first.headers["PayPal-Request-Id"] == second.headers["PayPal-Request-Id"]


def test_third_unknown_is_the_end(paypal: Vendor, payments: Any, refund_request: Any) -> None:
    paypal.on(REFUND, RESET)
    with pytest.raises(Unknown, match="broken"):
        payments.refund(refund_request)
    assert len(paypal.calls(REFUND)) == 3


def test_read_is_not_repeated(paypal: Vendor, payments: Any) -> None:
    paypal.on(READ, RESET)
    with pytest.raises(Unknown):
        payments.read(ORDER)
    assert len(paypal.calls(READ)) == 1


@pytest.mark.parametrize("reply", [no("TRANSACTION_REFUSED"), Reply(429), no("INVENTED")])
def test_no_and_busy_are_not_repeated(paypal: Vendor, payments: Any, reply: Reply) -> None:
    paypal.on(CAPTURE, reply)
    with pytest.raises((Refused, Busy)):
        payments.capture(ORDER, "tm-ABC-capture")
    assert len(paypal.calls(CAPTURE)) == 1


@pytest.mark.parametrize(
    "second", [Reply(429), Reply(401), no("INVALID_RESOURCE_ID", 404), no("PERMISSION_DENIED", 403)]
)
def test_doubt_survives_a_repeat_that_says_nothing_of_the_first(paypal: Vendor, payments: Any, second: Reply) -> None:
    paypal.on(CAPTURE, RESET, second)
    with pytest.raises(Unknown):
        payments.capture(ORDER, "tm-ABC-capture")


def test_doubt_survives_a_repeat_without_a_token(paypal: Vendor, payments: Any) -> None:
    paypal.on(TOKENS, Reply(200, TOKEN), Reply(500))
    paypal.on(CAPTURE, RESET, Reply(401))
    with pytest.raises(Unknown):
        payments.capture(ORDER, "tm-ABC-capture")


def test_paypals_own_word_ends_a_doubt(paypal: Vendor, payments: Any) -> None:
    paypal.on(CAPTURE, RESET, no("ORDER_ALREADY_CAPTURED"))
    with pytest.raises(Refused, match="already_captured"):
        payments.capture(ORDER, "tm-ABC-capture")


def test_pauses_are_jittered_and_only_between_attempts(paypal: Vendor) -> None:
    slept: list[float] = []
    paypal.on(CAPTURE, RESET)
    with pytest.raises(Unknown):
        PayPalPayments(paypal.base_url, "c", "s", sleep=slept.append).capture(ORDER, "r")
    assert 0.4 <= slept[0] <= 0.6
    assert 1.6 <= slept[1] <= 2.4
    assert len(slept) == 2


def test_no_repeat_is_begun_after_a_long_wait(paypal: Vendor) -> None:
    clock = iter(range(0, 1000, 25))
    paypal.on(CAPTURE, RESET)
    with pytest.raises(Unknown):
        PayPalPayments(paypal.base_url, "c", "s", pauses=(0, 0), monotonic=lambda: next(clock)).capture(ORDER, "r")
    assert len(paypal.calls(CAPTURE)) == 1
