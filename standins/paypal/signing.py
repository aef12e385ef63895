"""Webhook signatures as PayPal makes them, under a certificate of our own making."""

import base64
import os
import threading
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

COMMON_NAME = "messageverificationcerts.sandbox.paypal.com"
# Wide enough for any clock a test may set.
NOT_BEFORE, NOT_AFTER = datetime(2015, 1, 1, tzinfo=UTC), datetime(2055, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate (PEM), with the id PayPal would publish it under."""

    key: rsa.RSAPrivateKey
    certificate_pem: bytes
    certificate_id: str


class Signer:
    """Signs transmissions. The pair is made when first needed and then kept beside the state, in one file."""

    def __init__(self, *, beside: Path, base_url: str, webhook_id: str) -> None:
        self._path = beside.with_name(beside.name + ".signing.pem")
        self._base_url, self._webhook_id = base_url, webhook_id
        self._lock = threading.Lock()

    @cached_property
    def _kept(self) -> Pair:
        if not self._path.exists():
            _write(self._path, _make_pem())
        return _read(self._path.read_bytes())

    @property
    def pair(self) -> Pair:
        """Give the pair; the first caller makes it, the others wait."""
        with self._lock:
            return self._kept

    @property
    def certificate_url(self) -> str:
        """Tell where the certificate is served."""
        return f"{self._base_url}/v1/notifications/certs/{self.pair.certificate_id}"

    def headers(self, raw: bytes, *, transmission_id: str, sent_at: str) -> dict[str, str]:
        """Sign `id|time|webhook id|crc32 of the raw body` and give PayPal's transmission headers."""
        signed_text = f"{transmission_id}|{sent_at}|{self._webhook_id}|{zlib.crc32(raw) & 0xFFFFFFFF}"
        signature = self.pair.key.sign(signed_text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return {
            "PAYPAL-TRANSMISSION-ID": transmission_id,
            "PAYPAL-TRANSMISSION-TIME": sent_at,
            "PAYPAL-TRANSMISSION-SIG": base64.b64encode(signature).decode(),
            "PAYPAL-CERT-URL": self.certificate_url,
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-AUTH-VERSION": "v2",
        }


def _make_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(COMMON_NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, pem: bytes) -> None:
    # Written whole or not at all: half a key after a kill -9 would break every later start.
    draft = path.with_name(path.name + ".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    draft.replace(path)


def _read(pem: bytes) -> Pair:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the kept signing key is not an RSA key")
    certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE") :])
    mark = certificate.fingerprint(hashes.SHA256()).hex()
    certificate_id = f"CERT-{mark[:8]}-{mark[8:16]}-{mark[16:24]}"
    return Pair(key, certificate.public_bytes(serialization.Encoding.PEM), certificate_id)
