"""eSIM Access's webhooks behind `domain.ports.CardHints`: unsigned, so nothing in them is more than a name."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tmcard.domain.ports import CardHint, Refused

MAX_ID = 120


class EsimAccessHints:
    """Reads `{notifyType, notifyId, eventGenerateTime, content}`; anybody may have sent it."""

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> CardHint:
        """What it speaks of. Raises Refused("unreadable") for anything else; the health check names no card."""
        event = _event(raw_body)
        content = event.get("content")
        name = content.get("esimTranNo") if isinstance(content, dict) else None
        notify_id = event.get("notifyId")
        if not isinstance(notify_id, str) or not 0 < len(notify_id) <= MAX_ID:
            name, notify_id = "", ""
        return CardHint(notify_id, str(event["notifyType"])[:40], name if isinstance(name, str) else "")


def _event(raw_body: bytes) -> Mapping[str, Any]:
    try:
        event = json.loads(raw_body)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict) or not isinstance(event.get("notifyType"), str):
        raise Refused("unreadable")
    return event
