"""What a guest may choose among: the plans on sale for the card, as far as the link allows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.currencies import Currencies
from tmcard.domain.holdings import Effect, burns_more_than
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer
from tmcard.domain.promotions import Asker
from tmcard.domain.quotes import Start
from tmcard.services import quoting, splitting
from tmcard.services.guesting.checking import rules_of
from tmcard.services.quoting import Carriers, Choice
from tmcard.store import splits
from tmcard.store.models import Card, Link, Split


@dataclass(frozen=True, slots=True)
class Offered:
    """A plan that may be paid through the link, what it costs, what it does, and when it starts."""

    choice: Choice
    price: Money
    effect: Effect
    starts: Start

    @property
    def offer(self) -> Offer:
        """The plan."""
        return self.choice.offer


def offered(
    session: Session,
    link: Link,
    card: Card,
    house: Currencies,
    wanted: str,
    asker: Asker,
    *,
    now: datetime,
    carriers: Carriers,
    loss_percent: int,
) -> list[Offered]:
    """What may be paid through the link now, in the currency of its limit or else in the one wanted.

    A guest cannot judge what the card's owner would lose: a plan that would take more than `loss_percent` away waits
    until the running one is about to end, or is left out where it cannot. `asker` is the guest: what promotions
    take off counts for them, not for the owner. Where the link splits a price, each plan costs the guest's share of
    it. Raises quoting.CannotRenew.
    """
    rules, split = rules_of(link), splits.of_link(session, link.id)
    if split is not None:
        shelf = quoting.shelf(session, card, house, split.currency, now, carriers, replace(asker, pays_share=True))
        return _shared(session, split, shelf.choices, asker, now)
    currency = rules.most.currency if rules.most is not None else wanted
    shelf = quoting.shelf(session, card, house, currency, now, carriers, asker)
    found = [_offered(choice, loss_percent, now) for choice in shelf.choices]
    return [each for each in found if each is not None and rules.against(each.offer.sku, each.price) is None]


def _offered(choice: Choice, loss_percent: int, now: datetime) -> Offered | None:
    at_once, later = choice.loading.effect(Start.NOW), choice.loading.effect(Start.QUEUED)
    if at_once is not None and not _burns(at_once, loss_percent, now):
        return Offered(choice, choice.price, at_once, Start.NOW)
    return Offered(choice, choice.price, later, Start.QUEUED) if later is not None else None


def _shared(session: Session, split: Split, choices: Sequence[Choice], asker: Asker, now: datetime) -> list[Offered]:
    """The one plan whose price is split, while it is the same and takes nothing from the card."""
    share = splitting.share_for(session, split, asker.visitor_hash, now)
    found = [(choice, choice.loading.effect(Start.NOW)) for choice in choices if choice.offer.plan_id == split.plan_id]
    return [
        Offered(choice, share.price, effect, Start.NOW)
        for choice, effect in found
        if share is not None and effect is not None and not effect.lost_bytes and not effect.lost
    ]


def _burns(effect: Effect, percent: int, now: datetime) -> bool:
    return burns_more_than(percent, effect.before, effect.lost_bytes, effect.lost, now)
