"""The certificates PayPal signs webhooks with: where they may come from, and whether to believe one.

The address arrives in the request of whoever called us, so nothing is fetched that is not on the list.
"""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509.oid import NameOID

from tmcard.adapters.http import Guard, Outbound, no_guard
from tmcard.domain.ports import Refused

LIVE_HOSTS = ("api.paypal.com", "api-m.paypal.com")
SANDBOX_HOSTS = ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com")
LIVE_NAME = r"messageverificationcerts\.paypal\.com"
SANDBOX_NAME = r"messageverificationcerts\.sandbox\.paypal\.com"
#: The looser rule of PayPal's own Java SDK, for a PayPal at an address of its own.
ANY_NAME = r"messageverificationcerts\.(?:[a-z]+\.)?paypal\.com"
PATH = r"/v1/notifications/certs/CERT-[0-9A-Za-z-]{1,100}"

TIMEOUT = (3.05, 5.0)
MAX_BYTES = 64 * 1024
MAX_AGE = timedelta(hours=24)
MAX_CACHED = 16
MIN_KEY_BITS = 2048


def _now() -> datetime:
    return datetime.now(UTC)


class CertificateStore:
    """Answers a certificate's PEM for its address; pass it to `webhook.verify` as `fetch_certificate`.

    Raises Refused for an address or certificate that is not to be believed, and NotSent, Unknown or
    Busy when PayPal could not be asked: then the webhook should come again. Kept per address until it
    ends, at most a day: PayPal has revoked such certificates.
    """

    def __init__(
        self,
        base_url: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        now: Callable[[], datetime] = _now,
    ) -> None:
        origins, self._name = _trust(base_url)
        self._address = re.compile(f"(?:{'|'.join(re.escape(o) for o in origins)}){PATH}")
        self._outbound = Outbound("paypal", guard=guard, timeout=timeout, max_body_bytes=MAX_BYTES)
        self._now = now
        self._kept: dict[str, tuple[datetime, bytes]] = {}
        self._lock = threading.Lock()

    def __call__(self, url: str) -> bytes:
        """The PEM at `url`, from the cache or from PayPal."""
        if not self._address.fullmatch(url):
            raise Refused("untrusted_address")
        now = self._now()
        with self._lock:
            until, pem = self._kept.get(url, (now, b""))
        if until > now:
            return pem
        pem = self._fetch(url)
        self._keep(url, pem, self._believed(pem, now), now)
        return pem

    def _fetch(self, url: str) -> bytes:
        answer = self._outbound.send("GET", url, headers={"Accept": "*/*", "User-Agent": "tmcard"})
        if answer.status != 200:
            raise Refused("untrusted_certificate", evidence=answer.evidence)
        return answer.body

    def _believed(self, pem: bytes, now: datetime) -> datetime:
        """When the leaf ends, if it is PayPal's, in force, and RSA. Raises Refused."""
        certificate = leaf(pem)
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if len(names) != 1 or not re.fullmatch(self._name, str(names[0].value)):
            raise Refused("untrusted_certificate", evidence={"issue": "name"})
        public_key(pem, now)
        return certificate.not_valid_after_utc

    def _keep(self, url: str, pem: bytes, ends_at: datetime, now: datetime) -> None:
        with self._lock:
            while len(self._kept) >= MAX_CACHED:
                self._kept.pop(next(iter(self._kept)))
            self._kept[url] = (min(ends_at, now + MAX_AGE), pem)


def _trust(base_url: str) -> tuple[list[str], str]:
    """The origins certificates may come from and the name they must carry, for the PayPal at `base_url`."""
    parts = urlsplit(base_url)
    for hosts, name in ((LIVE_HOSTS, LIVE_NAME), (SANDBOX_HOSTS, SANDBOX_NAME)):
        if parts.scheme == "https" and parts.netloc in hosts:
            return [f"https://{host}" for host in hosts], name
    return [f"{parts.scheme}://{parts.netloc}"], ANY_NAME


def leaf(pem: bytes) -> x509.Certificate:
    """The first certificate of a chain. Raises Refused."""
    try:
        return x509.load_pem_x509_certificates(pem)[0]
    except ValueError as error:
        raise Refused("untrusted_certificate", evidence={"issue": "unreadable"}) from error


def public_key(pem: bytes, now: datetime) -> RSAPublicKey:
    """The RSA key in `pem`, a certificate in force or a bare public key. Raises Refused."""
    try:
        key = load_pem_public_key(pem) if b"BEGIN PUBLIC KEY" in pem else _key_in_force(leaf(pem), now)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused("untrusted_certificate", evidence={"issue": "unreadable"}) from error
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise Refused("untrusted_certificate", evidence={"issue": "key"})
    return key


def _key_in_force(certificate: x509.Certificate, now: datetime) -> object:
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Refused("untrusted_certificate", evidence={"issue": "out_of_date"})
    return certificate.public_key()
