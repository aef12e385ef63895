"""What may be chosen for a card: every plan with its price, and with what it does to this very card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from tmcard.domain.currencies import Currencies
from tmcard.domain.holdings import Effect
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer, Stacking
from tmcard.domain.quotes import Start
from tmcard.domain.usage import Condition
from tmcard.services.quoting.effects import UNKNOWN, Carriers, Loading, Scales, scales
from tmcard.services.quoting.refusals import CannotRenew
from tmcard.store import cards, orders, plans
from tmcard.store.models import Card


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan as this card's owner sees it. `estimate` is about its price, in the currency the others are priced in."""

    offer: Offer
    loading: Loading
    estimate: Money | None = None

    @property
    def effect(self) -> Effect:
        """What it does when it is loaded at once."""
        return self.loading.now


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on sale for a card, shown in `currency`. `currencies` are those in which any of it has a price."""

    currency: str
    currencies: tuple[str, ...]
    choices: list[Choice]

    @property
    def adds_up(self) -> bool:
        """Whether nothing is lost, and nothing has to wait, whatever is chosen."""
        return all(choice.loading.rule is Stacking.EXTEND for choice in self.choices)

    @property
    def at_once(self) -> list[str]:
        """The plans that can be bought now."""
        return [choice.offer.sku for choice in self.choices if choice.loading.effect(Start.NOW) is not None]


def choices(session: Session, card: Card, currency: str, now: datetime, carriers: Carriers = UNKNOWN) -> list[Choice]:
    """Every plan on sale for the card at a price in `currency`, with its effect. Raises CannotRenew."""
    return shelf(session, card, Currencies((currency,)), currency, now, carriers).choices


def shelf(
    session: Session, card: Card, house: Currencies, wanted: str, now: datetime, carriers: Carriers = UNKNOWN
) -> Shelf:
    """Every plan on sale for the card, with its effect, in the currency that is wanted. Raises CannotRenew.

    A plan without a price in it is charged in the first of the house's currencies that it has one in, and is here
    only while that can be estimated. Where nothing at all could be shown, the house's first useful currency is.
    """
    found = scales(session, card, carriers, now)
    check_renewable(session, card, now, takes_ended=found.carrier.renews_expired)
    offers = plans.for_card(session, card, house.names, now)
    priced = tuple(name for name in house.names if any(offer.price.currency == name for offer in offers))
    for currency in (wanted, *priced):
        shown = _shown(offers, house, currency, now)
        if shown:
            return Shelf(currency, priced, [_choice(found, offer, about) for offer, about in shown])
    return Shelf(wanted, priced, [])


def check_renewable(session: Session, card: Card, now: datetime, *, but: int = 0, takes_ended: bool = False) -> None:
    """Make sure that a renewal of the card could be delivered, `but` being the order that asks. Raises CannotRenew.

    A card that has ended can be renewed only where its carrier takes it back: `takes_ended`.
    """
    if card.is_gone:
        raise CannotRenew("gone")
    if cards.reading(card).condition(now) is Condition.EXPIRED and not takes_ended:
        raise CannotRenew("expired")
    if orders.is_under_way(session, card.id, but=but):
        raise CannotRenew("under_way")


def _shown(
    offers: Iterable[Offer], house: Currencies, currency: str, now: datetime
) -> list[tuple[Offer, Money | None]]:
    """One offer for each plan, with an estimate where it is charged in another currency: shortest, then cheapest."""
    found = []
    for _, prices in groupby(sorted(offers, key=lambda offer: offer.plan_id), key=lambda offer: offer.plan_id):
        offer = _preferred(list(prices), house.names, currency)
        about = None if offer.price.currency == currency else house.estimate(offer.price, currency, now)
        if about is not None or offer.price.currency == currency:
            found.append((offer, about))
    return sorted(found, key=lambda pair: (pair[0].period.days, (pair[1] or pair[0].price).amount_minor, pair[0].sku))


def _preferred(prices: Sequence[Offer], names: Sequence[str], currency: str) -> Offer:
    return min(prices, key=lambda offer: (offer.price.currency != currency, names.index(offer.price.currency)))


def _choice(found: Scales, offer: Offer, about: Money | None) -> Choice:
    return Choice(offer, found.weigh(offer), about)
