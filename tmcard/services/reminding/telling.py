"""What is to be told becomes a link and a message for each way, in the transaction that records it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.alerts import TOPICS, Crossing, Look, lead
from tmcard.domain.links import Purpose
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Preferences
from tmcard.services import linking, messaging
from tmcard.store.models import Card, Link, Owner


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways to an owner, what of it is wanted by that way, and when it goes out."""

    channel: Channel
    recipient: str | None
    crossed: Sequence[Crossing]
    at: datetime


def tell(session: Session, card: Card, owner: Owner, look: Look, wishes: Preferences, now: datetime) -> None:
    """Queue what was crossed, by each way that the owner wants it by, with one link for all of them.

    Inside the caller's transaction. The link suggests the plan that the card runs on.
    """
    sku = card.plan.sku if card.plan is not None else None
    link = linking.make(
        session, Purpose.RENEW, owner_id=owner.id, locale=owner.locale, now=now, card_id=card.id, sku=sku
    )
    by_email = [each for each in look.told if TOPICS[each] in wishes.by_email]
    by_sms = [each for each in look.told if TOPICS[each] in wishes.by_sms]
    for way in (
        Way(Channel.EMAIL, owner.email, by_email, now),
        Way(Channel.SMS, owner.msisdn, by_sms, look.sms_at or now),
    ):
        if way.crossed and way.recipient:
            facts = _facts(card, look, link, way.crossed)
            _queue(session, owner, way, way.recipient, f"{_key(card, look, way.crossed)}:{way.channel}", facts, now)


def _key(card: Card, look: Look, crossed: Sequence[Crossing]) -> str:
    """Names the crossing, once for each renewal: of those before the end there are several."""
    first = lead(crossed)
    step = f"-{look.marks.hours_left}" if first is Crossing.ENDING else ""
    return f"reminder:{card.ref}:{first}{step}:{look.marks.epoch}"


def _facts(card: Card, look: Look, link: Link, crossed: Sequence[Crossing]) -> dict[str, Any]:
    """What was crossed, and by which figures: those of the moment of sending are read again then."""
    ends_at = look.marks.ends_at.isoformat() if look.marks.ends_at is not None else None
    facts: dict[str, Any] = {"card": card.ref, "crossed": list(crossed), "topic": TOPICS[lead(crossed)]}
    return facts | {"link": link.ref, "sku": link.sku, "total_bytes": look.marks.total_bytes, "ends_at": ends_at}


def _queue(
    session: Session, owner: Owner, way: Way, recipient: str, key: str, facts: dict[str, Any], now: datetime
) -> None:
    messaging.queue(
        session,
        key=key,
        kind="reminder",
        channel=way.channel,
        recipient=recipient,
        locale=owner.locale,
        zone=owner.zone,
        facts=facts,
        now=now,
        owner_id=owner.id,
        at=way.at,
    )
