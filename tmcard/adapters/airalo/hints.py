"""Airalo's webhooks behind `domain.ports.CardHints`: believed to be Airalo's when signed with our secret."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tmcard.domain.ports import CardHint, Refused

HEADER = "airalo-signature"


class AiraloHints:
    """Reads transmissions signed by HMAC-SHA512, over the body as it came, with the client secret."""

    def __init__(self, client_secret: str) -> None:
        self._secret = client_secret.encode()

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> CardHint:
        """The hint in a genuine transmission. Raises Refused("forged") for any other."""
        given = {name.lower(): value for name, value in headers.items()}.get(HEADER, "")
        expected = hmac.new(self._secret, raw_body, hashlib.sha512).hexdigest()
        if not hmac.compare_digest(expected.encode(), given.strip().lower().encode()):
            raise Refused("forged")
        event = _event(raw_body)
        iccid, level = event.get("iccid"), event.get("level")
        return CardHint(_event_id(raw_body, now), str(level or "")[:40], iccid if isinstance(iccid, str) else "")


def _event(raw_body: bytes) -> Mapping[str, Any]:
    try:
        event = json.loads(raw_body)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise Refused("unreadable")
    return event


def _event_id(raw_body: bytes, now: datetime) -> str:
    """Events carry no id and a card may pass the same mark again after a renewal: what came is told apart by day."""
    return f"{now.astimezone(UTC):%Y-%m-%d}:{hashlib.sha256(raw_body).hexdigest()}"
