"""Reminders that were written down, and the words they go out with."""

from typing import Any

from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.services import linking, messaging
from tmcard.services.messaging import Letter
from tmcard.store import cards, messages
from tmcard.store.transactions import release, write
from tmcard.web.letters import render


def put(shop: Shop, **values: Any) -> None:
    """The card's figures change."""
    with write(shop.session, "changed"):
        cards.put(shop.session, shop.card.id, **values)


def queued(shop: Shop, crossed: str, channel: str, locale: str) -> int:
    """A reminder that was written down: its message's key."""
    card, owner = cards.by_id(shop.session, shop.card.id), shop.owner
    about: dict[str, Any] = {"card": card.ref, "crossed": crossed.split("+"), "topic": "data", "sku": None}
    about |= {"total_bytes": card.total_bytes, "ends_at": card.ends_at.isoformat() if card.ends_at else None}
    to = owner.msisdn if channel == "sms" else owner.email or ""
    written: dict[str, Any] = {"recipient": to, "locale": locale, "zone": "Asia/Shanghai", "now": shop.at}
    facts: dict[str, Any] = {
        "owner_id": owner.id,
        "locale": locale,
        "now": shop.at,
        "card_id": card.id,
    }
    with write(shop.session, "queued"):
        about["link"] = linking.make(shop.session, Purpose.RENEW, sku=shop.plan.sku, **facts).ref
        key = f"reminder:{about['link']}:{channel}"
        kind: dict[str, Any] = {"kind": "reminder", "channel": channel, "owner_id": owner.id}
        return messaging.queue(shop.session, key=key, facts=about, **kind, **written)


def sent(shop: Shop, message_id: int) -> Letter:
    """The words that it goes out with."""
    message = messages.by_id(shop.session, message_id)
    release(shop.session)
    with shop.app.app_context():
        return render(message)


def letter(shop: Shop, crossed: str = "nearly_used", channel: str = "email", locale: str = "en") -> Letter:
    """A reminder that goes out at once."""
    return sent(shop, queued(shop, crossed, channel, locale))
