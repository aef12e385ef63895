"""Which certificates are fetched, from where, and which are believed."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.adapters.vendor import HANG, IMPATIENT, PATIENT, Reply, Vendor
from tmcard.adapters.paypal.certificates import CertificateStore
from tmcard.domain.ports import NotSent, Refused, Unknown

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
PATH = "/v1/notifications/certs/CERT-360caa42-fca2a594"
CALL = f"GET {PATH}"
NAME = "messageverificationcerts.sandbox.paypal.com"
Pem = Callable[..., bytes]
HOSTILE = [
    "https://127.0.0.1" + PATH,
    "http://169.254.169.254" + PATH,
    "http://api.paypal.com" + PATH,
    "https://paypal.com.evil.example" + PATH,
    "https://api.paypal.com@evil.example" + PATH,
    "https://api.paypal.com.evil.example" + PATH,
    "https://api.paypal.com:8443" + PATH,
    "https://api.paypal.com\\@evil.example" + PATH,
    "https://api.paypal.com/v1/notifications/certs/../../x",
    "https://api.paypal.com" + PATH + "?u=http://evil.example",
    "https://api.paypal.com" + PATH + "#x",
    "https://api.paypal.com" + PATH + "\n",
    "https://API.paypal.com" + PATH,
    "file:///etc/passwd",
    "https://api.sandbox.paypal.com" + PATH,
    "",
]


@pytest.fixture(scope="module")
def pem() -> Pem:
    rsa_key, ec_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())

    def build(name: str = NAME, days: int = 30, begins: datetime = NOW, elliptic: bool = False) -> bytes:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
        key: Any = ec_key if elliptic else rsa_key
        ends = begins + timedelta(days=days)
        builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, begins, ends)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)

    return build


@pytest.fixture
def store(vendor: Vendor) -> CertificateStore:
    return CertificateStore(vendor.base_url, now=lambda: NOW, timeout=PATIENT)


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_address_is_refused_without_a_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checklist 5: no request of ours is steered by whoever sends a webhook."""
    opened: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: opened.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda *args: opened.append(args))
    with pytest.raises(Refused, match="untrusted_address"):
        CertificateStore("https://api-m.paypal.com")(url)
    assert opened == []


@pytest.mark.parametrize(
    "base", ["https://api-m.paypal.com", "https://api-m.sandbox.paypal.com/", "http://127.0.0.1:8001"]
)
def test_each_environment_trusts_its_own_hosts(base: str) -> None:
    address = CertificateStore(base)._address
    hosts = ["api.paypal.com", "api-m.paypal.com", "api.sandbox.paypal.com", "api-m.sandbox.paypal.com"]
    urls = [f"https://{host}{PATH}" for host in hosts] + [f"http://127.0.0.1:8001{PATH}"]
    trusted = [url for url in urls if address.fullmatch(url)]
    assert trusted == {"a": urls[:2], "s": urls[2:4], "1": urls[4:]}[_kind(base)]


def _kind(base: str) -> str:
    return "s" if "sandbox" in base else "1" if "127" in base else "a"


def test_certificate_is_fetched_once(vendor: Vendor, store: CertificateStore, pem: Pem) -> None:
    vendor.on(CALL, Reply(200, pem()))
    assert store(vendor.base_url + PATH) == store(vendor.base_url + PATH) == pem()
    assert len(vendor.calls(CALL)) == 1


def test_each_address_has_its_own_certificate(vendor: Vendor, store: CertificateStore, pem: Pem) -> None:
    """Lesson 15: a cache of one slot let the first certificate serve all."""
    vendor.on(CALL, Reply(200, pem()))
    vendor.on(CALL + "b", Reply(200, pem(days=5)))
    assert store(vendor.base_url + PATH) != store(vendor.base_url + PATH + "b")


@pytest.mark.parametrize(("days", "later", "fetches"), [(30, 23, 1), (30, 25, 2), (1, 23, 1)])
def test_certificate_is_kept_a_day_at_most(vendor: Vendor, pem: Pem, days: int, later: int, fetches: int) -> None:
    clock = [NOW]
    store = CertificateStore(vendor.base_url, now=lambda: clock[0])
    vendor.on(CALL, Reply(200, pem(days=days)))
    store(vendor.base_url + PATH)
    clock[0] += timedelta(hours=later)
    store(vendor.base_url + PATH)
    assert len(vendor.calls(CALL)) == fetches


def test_certificate_is_not_kept_beyond_its_end(vendor: Vendor, pem: Pem) -> None:
    clock = [NOW]
    store = CertificateStore(vendor.base_url, now=lambda: clock[0])
    vendor.on(CALL, Reply(200, pem(begins=NOW - timedelta(hours=20), days=1)))
    store(vendor.base_url + PATH)
    clock[0] += timedelta(hours=5)
    with pytest.raises(Refused):
        store(vendor.base_url + PATH)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "evil.example"},
        {"name": "messageverificationcerts.paypal.com.evil.example"},
        {"name": "xmessageverificationcerts.paypal.com"},
        {"name": ""},
        {"begins": NOW + timedelta(hours=1)},
        {"begins": NOW - timedelta(days=31)},
        {"elliptic": True},
    ],
)
def test_certificate_not_to_be_believed(vendor: Vendor, store: CertificateStore, pem: Pem, change: Any) -> None:
    vendor.on(CALL, Reply(200, pem(**change)))
    with pytest.raises(Refused, match="untrusted_certificate"):
        store(vendor.base_url + PATH)


@pytest.mark.parametrize("reply", [Reply(404, b""), Reply(200, b""), Reply(200, b"nonsense"), Reply(201, b"")])
def test_answer_that_is_no_certificate(vendor: Vendor, store: CertificateStore, reply: Reply) -> None:
    vendor.on(CALL, reply)
    with pytest.raises(Refused):
        store(vendor.base_url + PATH)


@pytest.mark.parametrize("reply", [Reply(503), Reply(302, headers={"Location": PATH}), Reply(200, b"x" * 70_000)])
def test_trouble_is_not_the_senders_fault(vendor: Vendor, store: CertificateStore, reply: Reply) -> None:
    vendor.on(CALL, reply)
    with pytest.raises(Unknown):
        store(vendor.base_url + PATH)
    assert len(vendor.seen) == 1


def test_hanging_paypal_is_unknown(vendor: Vendor) -> None:
    vendor.on(CALL, HANG)
    with pytest.raises(Unknown, match="timed_out"):
        CertificateStore(vendor.base_url, timeout=IMPATIENT)(vendor.base_url + PATH)


def test_nobody_listening_is_not_sent(nobody: str) -> None:
    with pytest.raises(NotSent):
        CertificateStore(nobody)(nobody + PATH)


def test_cache_stays_small(vendor: Vendor, store: CertificateStore, pem: Pem) -> None:
    for number in range(20):
        vendor.on(f"{CALL}-{number}", Reply(200, pem()))
        store(f"{vendor.base_url}{PATH}-{number}")
    assert len(store._kept) == 16
