"""PayPal's webhooks: who sent one, and what it hints at. What happened is always read from PayPal itself."""

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from tmcard.adapters.paypal.answers import up
from tmcard.adapters.paypal.certificates import public_key
from tmcard.adapters.paypal.transport import is_id
from tmcard.adapters.paypal.words import EVENTS
from tmcard.domain.ports import PaymentHint, Refused

#: PayPal repeats a webhook for three days.
FRESH_FOR = timedelta(days=4)
#: How far ahead of ours PayPal's clock may run.
CLOCK_SKEW = timedelta(minutes=15)
MAX_BODY_BYTES = 256 * 1024
ALGORITHM = "SHA256withRSA"


@dataclass(frozen=True, slots=True)
class _Transmission:
    id: str
    time: str
    signature: str
    certificate_url: str
    algorithm: str


def verify(
    headers: Mapping[str, str],
    raw_body: bytes,
    webhook_id: str,
    fetch_certificate: Callable[[str], bytes],
    now: datetime,
) -> bool:
    """Whether PayPal sent exactly these bytes to the webhook `webhook_id` of ours, lately.

    `raw_body` is the body as it came, before any decoding. `fetch_certificate` answers the PEM of a
    certificate (or of a public key) for the address the sender names; when it raises Refused the
    answer is False, any other GatewayError passes through: it is not the sender's fault. It is asked
    last, so a request that is wrong in itself causes no call.
    developer.paypal.com/api/rest/webhooks/rest, "Self verification method".
    """
    sent = _transmission(headers)
    signature = _canonical_base64(sent.signature)
    if signature is None or len(raw_body) > MAX_BODY_BYTES or not _is_plausible(sent, now):
        return False
    crc = zlib.crc32(raw_body) & 0xFFFFFFFF
    signed = f"{sent.id}|{sent.time}|{webhook_id}|{crc}".encode()
    try:
        key = public_key(fetch_certificate(sent.certificate_url), now)
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except (Refused, InvalidSignature):
        return False
    return True


def _transmission(headers: Mapping[str, str]) -> _Transmission:
    lowered = {name.lower(): value for name, value in headers.items()}
    names = ("transmission-id", "transmission-time", "transmission-sig", "cert-url", "auth-algo")
    return _Transmission(*(lowered.get(f"paypal-{name}", "") for name in names))


def _is_plausible(sent: _Transmission, now: datetime) -> bool:
    """Everything but the signature. A `|` would let one field pose as two."""
    spoken = sent.id + sent.time
    if not (sent.id and sent.certificate_url) or sent.algorithm != ALGORITHM or "|" in spoken or not spoken.isascii():
        return False
    try:
        sent_at = datetime.fromisoformat(sent.time)
    except ValueError:
        return False
    if sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=UTC)
    return -CLOCK_SKEW <= now - sent_at <= FRESH_FOR


def _canonical_base64(text: str) -> bytes | None:
    """The bytes, if `text` is the one way to write them: base64 has spare bits in its last letter."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if base64.b64encode(content).decode() == text else None


def parse(raw_body: bytes) -> PaymentHint:
    """What the body hints at. Never raises: what cannot be read is empty. Verify first."""
    try:
        event = _object(json.loads(raw_body))
    except (ValueError, RecursionError):
        event = {}
    resource = _object(event.get("resource"))
    name = _text(event, "event_type")
    subject = name.removesuffix(name.rpartition(".")[2])
    own_id = _paypal_id(resource.get("id"))
    return PaymentHint(
        event_id=_text(event, "id"),
        kind=EVENTS.get(name, ""),
        checkout_id=_checkout_id(resource) or (own_id if subject.startswith("CHECKOUT.") else ""),
        custom_id=_text(resource, "custom_id")
        or _text(_first(resource, "purchase_units"), "custom_id")
        or _text(_first(resource, "disputed_transactions"), "custom"),
        capture_id=_capture_id(resource) or (own_id if subject == "PAYMENT.CAPTURE." else ""),
        dispute_id=_paypal_id(resource.get("dispute_id")) if subject == "CUSTOMER.DISPUTE." else "",
    )


def _checkout_id(resource: dict[str, Any]) -> str:
    related = _object(_object(resource.get("supplementary_data")).get("related_ids"))
    return _paypal_id(related.get("order_id")) or _paypal_id(resource.get("order_id")) or up(resource, "orders")


def _capture_id(resource: dict[str, Any]) -> str:
    """A refund names its capture in a link, a dispute among its transactions; a capture is its own."""
    disputed = _first(resource, "disputed_transactions").get("seller_transaction_id")
    return up(resource, "captures") or _paypal_id(disputed)


def _first(document: dict[str, Any], key: str) -> dict[str, Any]:
    items = document.get(key)
    return _object(items[0]) if isinstance(items, list) and items else {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(document: dict[str, Any], key: str) -> str:
    """A name or number in it; anything that cannot be printed (or stored: null bytes) is none."""
    value = document.get(key)
    return value[:127] if isinstance(value, str) and value.isprintable() else ""


def _paypal_id(value: Any) -> str:
    return value if is_id(value) else ""
