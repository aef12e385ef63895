"""SMS over Twilio's wire format, against a scripted service."""

import base64
import logging
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.adapters.vendor import HANG, IMPATIENT, RESET, Reply, Vendor
from tmcard.adapters.sms import TwilioTexter
from tmcard.domain.ports import Busy, NotSent, Refused, Texter, Unknown

CALL = "POST /2010-04-01/Accounts/AC012/Messages.json"
TO = "+8613800138000"


@pytest.fixture
def texter(vendor: Vendor) -> TwilioTexter:
    return TwilioTexter(vendor.base_url, "AC012", "token-canary", "TMCARD")


def test_adapter_is_a_texter(texter: TwilioTexter) -> None:
    port: Texter = texter
    assert port


def test_text_is_handed_over(vendor: Vendor, texter: TwilioTexter) -> None:
    vendor.on(CALL, Reply(201, {"sid": "SM1", "status": "queued", "error_code": None}))
    assert texter.send(TO, "您的验证码是 123456") == "SM1"
    seen = vendor.seen[0]
    assert parse_qs(seen.body.decode()) == {"To": [TO], "From": ["TMCARD"], "Body": ["您的验证码是 123456"]}
    assert base64.b64decode(seen.headers["Authorization"].removeprefix("Basic ")) == b"AC012:token-canary"


def test_messaging_service_is_named_as_such(vendor: Vendor) -> None:
    vendor.on(CALL, Reply(201, {"sid": "SM1", "status": "queued"}))
    TwilioTexter(vendor.base_url, "AC012", "t", "MG0123").send(TO, "x")
    assert parse_qs(vendor.seen[0].body.decode())["MessagingServiceSid"] == ["MG0123"]


def test_each_region_has_its_own_sender(vendor: Vendor) -> None:
    vendor.on(CALL, *[Reply(201, {"sid": "SM1", "status": "queued"})] * 2)
    regions = {TO: "CN"}
    texter = TwilioTexter(
        vendor.base_url, "AC012", "t", "TMCARD", senders={"CN": "MG0123"}, region_of=lambda to: regions.get(to, "")
    )
    texter.send(TO, "x")
    texter.send("+447400123456", "x")
    bodies = [parse_qs(seen.body.decode()) for seen in vendor.seen]
    assert (bodies[0]["MessagingServiceSid"], bodies[1]["From"]) == (["MG0123"], ["TMCARD"])


def test_the_service_is_told_where_to_report(vendor: Vendor) -> None:
    vendor.on(CALL, Reply(201, {"sid": "SM1", "status": "queued"}))
    TwilioTexter(vendor.base_url, "AC012", "t", "TMCARD", report_url="https://card.example/webhooks/sms").send(TO, "x")
    assert parse_qs(vendor.seen[0].body.decode())["StatusCallback"] == ["https://card.example/webhooks/sms"]


@pytest.mark.parametrize(
    ("status", "number", "code", "permanent"),
    [
        (400, 21211, "number_unreachable", True),
        (400, 21610, "number_unreachable", True),
        (400, 21614, "number_unreachable", True),
        (400, 21606, "misconfigured", False),
        (401, 20003, "misconfigured", False),
        (403, 0, "misconfigured", False),
        (400, 21617, "text_refused", True),
        (400, 29999, "rejected", False),
    ],
)
def test_error_number_in_our_words(
    vendor: Vendor, texter: Any, status: int, number: int, code: str, permanent: bool
) -> None:
    vendor.on(CALL, Reply(status, {"code": number, "message": f"To {TO} is wrong", "status": status}))
    with pytest.raises(Refused) as caught:
        texter.send(TO, "x")
    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert TO not in str(caught.value.evidence)


@pytest.mark.parametrize(
    "reply", [Reply(429, {"code": 20429}), Reply(400, {"code": 21611}), Reply(400, {"code": 14107})]
)
def test_busy(vendor: Vendor, texter: TwilioTexter, reply: Reply) -> None:
    vendor.on(CALL, reply)
    with pytest.raises(Busy):
        texter.send(TO, "x")


@pytest.mark.parametrize("reply", [RESET, Reply(500), Reply(200, b""), Reply(201, {}), Reply(302), Reply(400, b"<p>")])
def test_unclear_ends_are_unknown_and_not_repeated(vendor: Vendor, texter: TwilioTexter, reply: Reply) -> None:
    vendor.on(CALL, reply)
    with pytest.raises(Unknown):
        texter.send(TO, "x")
    assert len(vendor.seen) == 1


def test_hanging_service_is_unknown(vendor: Vendor) -> None:
    vendor.on(CALL, HANG)
    with pytest.raises(Unknown):
        TwilioTexter(vendor.base_url, "AC012", "t", "TMCARD", timeout=IMPATIENT).send(TO, "x")


def test_text_that_failed_at_once_is_refused(vendor: Vendor, texter: TwilioTexter) -> None:
    vendor.on(CALL, Reply(201, {"sid": "SM1", "status": "failed", "error_code": 30005}))
    with pytest.raises(Refused, match="number_unreachable"):
        texter.send(TO, "x")


def test_unreadable_401_is_misconfigured(vendor: Vendor, texter: TwilioTexter) -> None:
    vendor.on(CALL, Reply(401, b""))
    with pytest.raises(Refused, match="misconfigured"):
        texter.send(TO, "x")


def test_nobody_listening_is_not_sent(nobody: str) -> None:
    with pytest.raises(NotSent):
        TwilioTexter(nobody, "AC012", "t", "TMCARD").send(TO, "x")


@pytest.mark.parametrize("to", ["", "13800138000", "+0123456789", "+86 138", "+1\r\n2345678", "+12345678901234567"])
def test_number_that_is_none_is_refused_without_a_call(vendor: Vendor, texter: TwilioTexter, to: str) -> None:
    with pytest.raises(Refused, match="number_unreachable"):
        texter.send(to, "x")
    assert vendor.seen == []


def test_logs_mask_the_number_and_hold_no_text(
    vendor: Vendor, texter: Any, log_lines: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Checklist 99: no code, token or phone number in the logs."""
    caplog.set_level(logging.DEBUG)
    vendor.on(CALL, Reply(201, {"sid": "SM1", "status": "queued"}))
    texter.send(TO, "otp-canary 123456")
    assert log_lines[-1]["to"] == "+86138••••8000"
    logged = str(log_lines) + caplog.text
    assert not any(secret in logged for secret in (TO, TO[1:], "canary", "123456"))
