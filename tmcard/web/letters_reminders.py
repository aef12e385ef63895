"""What reminders tell: the card as it is when they go out, not as it was when they were written down."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from tmcard.domain.alerts import in_words_of, is_renewed
from tmcard.domain.links import Purpose, Standing
from tmcard.domain.messages import Channel
from tmcard.services import linking, phones, quoting, suggesting
from tmcard.services.messaging import NothingToTell
from tmcard.services.quoting import CannotRenew
from tmcard.store import alerts, cards, links
from tmcard.store.models import Card, Link, Message, Owner
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.links import renew_url
from tmcard.web.reminder_words import Offered, headline, rows

Facts = Mapping[str, Any]


def _reminder(session: Session, message: Message) -> Facts:
    """Raises NothingToTell once the card was renewed, or is nobody's, muted or gone."""
    link = links.by_ref(session, message.facts["link"], Purpose.RENEW)
    if link is None or linking.standing(session, link, now()) is not Standing.OPEN:
        raise NothingToTell(message.facts["link"])
    card, owner = _still(session, message, link)
    reading, at = cards.reading(card), now()
    name = _name(card.iccid[-4:], message.channel)
    sentences = [headline(each, name, reading, at) for each in in_words_of(message.facts["crossed"])]
    offered = _offered(session, card, owner, link)
    told: dict[str, Any] = {"headline": sentences[0], "others": sentences[1:], "renew_url": renew_url(link)}
    told |= {"rows": rows(card, reading, offered, message.zone, at), "price": offered and offered.choice.price}
    return {**told, "support_email": house().config.support_email}


def _name(tail: str, channel: str) -> str:
    """The card's last digits; in an SMS without the dots, with which one in English would take two parts."""
    return tail if channel == Channel.SMS else str(gettext("••%(tail)s", tail=tail))


def _still(session: Session, message: Message, link: Link) -> tuple[Card, Owner]:
    """The card, if it is still what the reminder speaks of, and still its reader's."""
    card = link.card
    if card is None or card.owner is None or card.owner_id != message.owner_id or card.is_gone:
        raise NothingToTell(message.facts["card"])
    ends_at = message.facts["ends_at"]
    seen = (message.facts["total_bytes"], datetime.fromisoformat(ends_at) if ends_at else None)
    alert = alerts.of_card(session, card.id)
    is_over = is_renewed(*seen, cards.reading(card)) or bool(alerts.awaited(session, [card.id]))
    if is_over or (alert is not None and alert.is_muted):
        raise NothingToTell(card.ref)
    return card, card.owner


def _offered(session: Session, card: Card, owner: Owner, link: Link) -> Offered | None:
    """The plan that the link will open with, in the currency of the owner's country."""
    config, carriers, at = house().config, house().gateways.capabilities, now()
    wanted, percent = config.currencies.wanted(None, phones.home_region(owner.msisdn)), _burns_percent()
    try:
        shelf = quoting.shelf(session, card, config.currencies, wanted, at, carriers)
    except CannotRenew:
        return None
    choice = suggesting.suggest(session, card, shelf, carriers, at, link.sku, burns_percent=percent)
    if choice is None:
        return None
    return Offered(choice, choice.loading.effect(suggesting.start_of(choice, percent, at)) or choice.effect)


def _burns_percent() -> int:
    return house().config.till.loss_asks_twice_percent


#: What the templates of reminders are told besides `zone`.
FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {"reminder": _reminder}
