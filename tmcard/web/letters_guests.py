"""What owners are told of guests: that a card was renewed through a link of theirs. Never by whom."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from tmcard.services.messaging import NothingToTell
from tmcard.store import orders
from tmcard.store.models import Message
from tmcard.web.letters_links import link

Facts = Mapping[str, Any]


def _guest_renewed(session: Session, message: Message) -> Facts:
    order = orders.by_ref(session, message.facts["ref"])
    if order is None or order.owner_id is None or order.has_changed_hands:
        raise NothingToTell(message.facts["ref"])
    url = link("dashboard.card", card=order.card.ref)
    return {"order": order, "card": order.card, "plan": order.plan, "card_url": url}


FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {"guest_renewed": _guest_renewed}
