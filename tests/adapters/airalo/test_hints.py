"""Airalo's webhooks: believed to be Airalo's by their signature over the bytes as they came."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from tmcard.adapters.airalo import AiraloHints
from tmcard.domain.ports import CardHints, Refused

SECRET = "client-secret"
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
BODY = json.dumps({"level": "75%", "iccid": "8910300000005271146", "remaining_percentage": 25}).encode()


def signed(body: bytes, secret: str = SECRET, algorithm: str = "sha512") -> dict[str, str]:
    return {"Airalo-Signature": hmac.new(secret.encode(), body, algorithm).hexdigest()}


def hints() -> CardHints:
    return AiraloHints(SECRET)


def test_a_genuine_notice_names_its_card() -> None:
    hint = hints().read(signed(BODY), BODY, NOW)
    assert (hint.carrier_ref, hint.kind) == ("8910300000005271146", "75%")


def test_upper_case_digits_are_the_same_signature() -> None:
    upper = {name: value.upper() for name, value in signed(BODY).items()}
    assert hints().read(upper, BODY, NOW).carrier_ref


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"airalo-signature": ""},
        {"airalo-signature": "é"},
        signed(BODY, "another-secret"),
        signed(BODY, algorithm="sha256"),
        signed(BODY + b" "),
        {"airalo-signature": hashlib.sha512(BODY).hexdigest()},
    ],
)
def test_anything_else_is_a_forgery(headers: dict[str, str]) -> None:
    with pytest.raises(Refused, match="forged"):
        hints().read(headers, BODY, NOW)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_signed_body_that_is_no_notice_is_unreadable(body: bytes) -> None:
    with pytest.raises(Refused, match="unreadable"):
        hints().read(signed(body), body, NOW)


@pytest.mark.parametrize("body", [b"{}", b'{"iccid": 5}', b'{"iccid": null, "level": ["75%"]}'])
def test_a_notice_about_no_card_names_none(body: bytes) -> None:
    assert hints().read(signed(body), body, NOW).carrier_ref == ""


def test_the_same_notice_is_the_same_event_for_a_day() -> None:
    ids = [hints().read(signed(BODY), BODY, NOW + timedelta(hours=passed)).event_id for passed in (0, 5, 24)]
    assert ids[0] == ids[1] != ids[2]


def test_another_notice_is_another_event() -> None:
    other = BODY.replace(b"75%", b"90%")
    assert hints().read(signed(other), other, NOW).event_id != hints().read(signed(BODY), BODY, NOW).event_id
