"""Writing a message down: the row, in the transaction of what it tells of. It is rendered and sent afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.messages import STOPPABLE, MessageStatus
from tmcard.services import unsubscribing
from tmcard.store import messages


def queue(
    session: Session,
    *,
    key: str,
    kind: str,
    channel: str,
    recipient: str,
    locale: str,
    zone: str,
    facts: Mapping[str, Any],
    now: datetime,
    order_id: int | None = None,
    owner_id: int | None = None,
    at: datetime | None = None,
) -> int:
    """Write a message down, inside the caller's transaction; answers its id, the old one if `key` was queued before.

    `owner_id`: whose address or number `recipient` is. Kinds that can be turned off need it. It waits until `at`.
    """
    row: dict[str, Any] = {"key": key, "kind": kind, "channel": channel, "recipient": recipient}
    row |= {"locale": locale, "zone": zone}
    row |= {"ref": new_ref(), "facts": dict(facts), "order_id": order_id, "owner_id": owner_id}
    row |= {"status": MessageStatus.QUEUED, "created_at": now, "next_at": at or now, "tries": 0, "fence": 0}
    message_id = messages.add(session, **row)
    if message_id is None:
        return messages.id_of(session, key)
    if kind in STOPPABLE and owner_id is not None:
        unsubscribing.ensure_link(session, owner_id, locale, now)
    return message_id
