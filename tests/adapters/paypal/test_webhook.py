"""Whose webhook it is, and what it hints at."""

import base64
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tmcard.adapters.paypal.webhook import MAX_BODY_BYTES, verify
from tmcard.domain.ports import NotSent, Refused

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
BODY = b'{"id":"WH-1","resource":{}}'
URL = "https://api.paypal.com/v1/notifications/certs/CERT-1"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture
def fetch(key: RSAPrivateKey) -> Callable[[str], bytes]:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return lambda url: pem


def signed(
    key: RSAPrivateKey,
    body: bytes = BODY,
    hashed: HashAlgorithm | None = None,
    tx: str = "tx-1",
    time: str = "2026-11-22T06:00:00Z",
) -> dict[str, str]:
    text = f"{tx}|{time}|WH-ID|{zlib.crc32(body)}"
    signature = key.sign(text.encode(), PKCS1v15(), hashed or SHA256())
    return {
        "PAYPAL-TRANSMISSION-ID": tx,
        "PAYPAL-TRANSMISSION-TIME": time,
        "PAYPAL-TRANSMISSION-SIG": base64.b64encode(signature).decode(),
        "PAYPAL-CERT-URL": URL,
        "PAYPAL-AUTH-ALGO": "SHA256withRSA",
    }


def test_genuine_webhook_is_believed(key: RSAPrivateKey, fetch: Any) -> None:
    assert verify(signed(key), BODY, "WH-ID", fetch, NOW) is True


def test_header_names_ignore_case(key: RSAPrivateKey, fetch: Any) -> None:
    headers = {name.title(): value for name, value in signed(key).items()}
    assert verify(headers, BODY, "WH-ID", fetch, NOW)


def test_any_flipped_byte_of_the_body_is_seen(key: RSAPrivateKey, fetch: Any) -> None:
    headers = signed(key)
    changed = [BODY[:i] + bytes([BODY[i] ^ 1 << bit]) + BODY[i + 1 :] for i in range(len(BODY)) for bit in range(8)]
    assert not any(verify(headers, body, "WH-ID", fetch, NOW) for body in changed)


@pytest.mark.parametrize("name", ["ID", "TIME", "SIG"])
def test_any_changed_letter_of_a_signed_header_is_seen(key: RSAPrivateKey, fetch: Any, name: str) -> None:
    headers, field = signed(key), f"PAYPAL-TRANSMISSION-{name}"
    text = headers[field]
    changed = [text[:i] + chr(ord(text[i]) ^ flip) + text[i + 1 :] for i in range(len(text)) for flip in (1, 2, 32)]
    assert not any(verify({**headers, field: value}, BODY, "WH-ID", fetch, NOW) for value in changed)


def test_appended_bytes_and_other_spacing_are_seen(key: RSAPrivateKey, fetch: Any) -> None:
    headers = signed(key)
    for body in (BODY + b" ", b" " + BODY, json.dumps(json.loads(BODY)).encode(), b""):
        assert not verify(headers, body, "WH-ID", fetch, NOW)


def test_webhook_of_another_merchant_is_refused(key: RSAPrivateKey, fetch: Any) -> None:
    assert not verify(signed(key), BODY, "WH-OTHER", fetch, NOW)


@pytest.mark.parametrize("name", list(signed(generate_private_key(65537, 2048))))
@pytest.mark.parametrize("value", [None, "", "é", "SHA1withRSA"])
def test_missing_or_odd_header_is_refused(key: RSAPrivateKey, fetch: Any, name: str, value: str | None) -> None:
    headers = signed(key)
    if name == "PAYPAL-CERT-URL" and value:
        return
    headers = {k: v for k, v in {**headers, name: value}.items() if v is not None}
    assert not verify(headers, BODY, "WH-ID", fetch, NOW)


def test_sha1_signature_is_refused(key: RSAPrivateKey, fetch: Any) -> None:
    headers = signed(key, hashed=SHA1())  # noqa: S303  # the attack
    assert not verify(headers, BODY, "WH-ID", fetch, NOW)
    assert not verify({**headers, "PAYPAL-AUTH-ALGO": "SHA1withRSA"}, BODY, "WH-ID", fetch, NOW)


def test_bar_in_id_or_time_is_refused(key: RSAPrivateKey, fetch: Any) -> None:
    """Without this, `a|b` + time and `a` + `b|time` would be signed alike."""
    for headers in (signed(key, tx="tx|1"), signed(key, time="2026-11-22T06:00:00Z|")):
        assert not verify(headers, BODY, "WH-ID", fetch, NOW)


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(days=3, hours=23), True),
        (timedelta(days=4, seconds=1), False),
        (timedelta(minutes=-10), True),
        (timedelta(hours=-1), False),
    ],
)
def test_freshness(key: RSAPrivateKey, fetch: Any, age: timedelta, fresh: bool) -> None:
    sent = (NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert verify(signed(key, time=sent), BODY, "WH-ID", fetch, NOW) is fresh


def test_time_that_is_none_is_refused(key: RSAPrivateKey, fetch: Any) -> None:
    assert not verify(signed(key, time="yesterday"), BODY, "WH-ID", fetch, NOW)


def test_huge_body_is_refused_unread(key: RSAPrivateKey, fetch: Any) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    assert not verify(signed(key, body), body, "WH-ID", fetch, NOW)


@pytest.mark.parametrize("pem", [b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n"])
def test_unreadable_certificate_is_refused(key: RSAPrivateKey, pem: bytes) -> None:
    assert not verify(signed(key), BODY, "WH-ID", lambda url: pem, NOW)


def test_short_key_is_refused() -> None:
    short = generate_private_key(65537, 1024)  # noqa: S505  # the attack
    pem = short.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert not verify(signed(short), BODY, "WH-ID", lambda url: pem, NOW)


def test_wrong_request_fetches_nothing(key: RSAPrivateKey) -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return b""

    verify({**signed(key), "PAYPAL-AUTH-ALGO": "none"}, BODY, "WH-ID", fetch, NOW)
    assert asked == []


def test_untrusted_address_is_false_but_trouble_passes_through(key: RSAPrivateKey) -> None:
    def refuse(url: str) -> bytes:
        raise Refused("untrusted_address")

    def fail(url: str) -> bytes:
        raise NotSent("no_connection")

    assert not verify(signed(key), BODY, "WH-ID", refuse, NOW)
    with pytest.raises(NotSent):
        verify(signed(key), BODY, "WH-ID", fail, NOW)


@pytest.fixture
def genuine(paypal_specs: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((paypal_specs / "webhook_vectors.json").read_text())
    return document


@pytest.mark.parametrize("index", [0, 1, 2])
def test_paypals_own_transmissions(genuine: dict[str, Any], index: int) -> None:
    vector = genuine["vectors"][index]
    headers = {f"Paypal-Transmission-{n.title()}": vector[f"transmission_{n}"] for n in ("id", "time", "sig")}
    headers |= {"Paypal-Auth-Algo": "SHA256withRSA", "Paypal-Cert-Url": URL}
    body, now = vector["body"].encode(), datetime.fromisoformat(vector["transmission_time"])

    def check(body: bytes, webhook_id: str = vector["webhook_id"]) -> bool:
        return verify(headers, body, webhook_id, lambda url: genuine["public_key_pem"].encode(), now)

    assert check(body)
    assert not any(check(body[:i] + bytes([body[i] ^ 1]) + body[i + 1 :]) for i in range(len(body)))
    assert not check(body, "WEBHOOK_ID")
