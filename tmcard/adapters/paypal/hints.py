"""PayPal's webhooks behind `domain.ports.Hints`: believed only when PayPal signed exactly these bytes for us."""

from collections.abc import Mapping
from datetime import datetime

from tmcard.adapters.paypal.certificates import CertificateStore
from tmcard.adapters.paypal.webhook import parse, verify
from tmcard.domain.ports import PaymentHint, Refused


class PayPalHints:
    """Reads transmissions to our webhook `webhook_id` (from configuration, never from the request)."""

    def __init__(self, webhook_id: str, certificates: CertificateStore) -> None:
        self._webhook_id = webhook_id
        self._certificates = certificates

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> PaymentHint:
        """The hint in a genuine transmission. Raises Refused("forged") for any other."""
        if not verify(headers, raw_body, self._webhook_id, self._certificates, now):
            raise Refused("forged")
        return parse(raw_body)
