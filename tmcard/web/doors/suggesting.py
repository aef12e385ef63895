"""The plan that a link to renew opens with, and how it starts: so that as little as possible is lost."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from tmcard.domain.holdings import Effect
from tmcard.domain.promotions import Asker
from tmcard.domain.quotes import Start
from tmcard.services import phones, quoting, suggesting
from tmcard.services.quoting import Choice, Shelf
from tmcard.store import owners
from tmcard.store.models import Card, Link
from tmcard.web import currencies, said, visits
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db


@dataclass(frozen=True, slots=True)
class Suggested:
    """The plan, when it starts and what it then does. `asks_twice`: much would be lost all the same."""

    choice: Choice
    starts: Start
    effect: Effect
    asks_twice: bool

    @property
    def shown(self) -> str:
        """What the button sends, so that nothing else is charged than what stood beside it.

        The end that the card has now stands for the one it will get: some plans count from the moment of paying.
        """
        price, ends_at = self.choice.price, self.effect.before.ends_at
        facts = (self.choice.offer.sku, price.currency, str(price.amount_minor), str(self.choice.data_bytes))
        return "|".join((*facts, self.starts, ends_at.isoformat() if ends_at is not None else ""))


def suggested(link: Link, sku: str | None = None) -> Suggested | None:
    """What to suggest to whoever came through the link: the plan called `sku`, else the one the reminder named.

    None where nothing is sold for the card. Raises quoting.CannotRenew.
    """
    card = _card(link)
    shelf, at, till = _shelf(link, card), now(), house().config.till
    carriers, percent = house().gateways.capabilities, till.loss_asks_twice_percent
    named = sku or link.sku
    choice = suggesting.suggest(db.session(), card, shelf, carriers, at, named, burns_percent=percent)
    return _starting(choice, percent, at) if choice is not None else None


def _starting(choice: Choice, percent: int, at: datetime) -> Suggested:
    starts = suggesting.start_of(choice, percent, at)
    effect = choice.loading.effect(starts) or choice.effect
    asks_twice = starts is Start.NOW and suggesting.burns(choice, percent, at)
    return Suggested(choice, starts, effect, asks_twice)


def _shelf(link: Link, card: Card) -> Shelf:
    """In the currency chosen in this browser, else in the one that the reminder named; with the codes said in it."""
    owner = owners.by_id(db.session(), card.owner_id) if card.owner_id is not None else None
    home = phones.home_region(owner.msisdn) if owner is not None else None
    wanted = currencies.ours().wanted(request.cookies.get(currencies.COOKIE), home)
    asker = Asker(card.owner_id, said.codes(), None, link.id, visits.visitor_hash())
    carriers = house().gateways.capabilities
    return quoting.shelf(db.session(), card, currencies.ours(), wanted, now(), carriers, asker)


def _card(link: Link) -> Card:
    if link.card is None:
        raise LookupError(link.ref)
    return link.card
