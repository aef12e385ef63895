"""What the adapters' tests share: a vendor on the loopback, log lines, and the reference files when they are there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from structlog.testing import capture_logs

from tests.adapters.vendor import Vendor, refused_port, running

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "paypal"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A loopback server to be told what to answer."""
    with running() as server:
        yield server


@pytest.fixture
def nobody() -> str:
    """The address of a server that refuses every connection."""
    return f"http://127.0.0.1:{refused_port()}"


@pytest.fixture
def log_lines() -> Iterator[list[Any]]:
    """The structured log lines written during the test."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
def paypal_specs() -> Path:
    """The folder with PayPal's published schemas and genuine webhook transmissions."""
    if not SPECS.is_dir():
        pytest.skip("PayPal's reference files (../shared/specs/paypal) are not there")
    return SPECS


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has vouched for, and its key."""
    key, name, now = rsa.generate_private_key(65537, 2048), x509.Name([]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(address, critical=True).sign(key, hashes.SHA256())
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    return file
