"""What may be chosen for a card: every plan with its price, and with what it does to this very card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from tmcard.domain.currencies import Currencies
from tmcard.domain.holdings import Effect
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer, Stacking
from tmcard.domain.promotions import Asker, Deal, Reason
from tmcard.domain.quotes import Start
from tmcard.domain.usage import Condition
from tmcard.services import promoting
from tmcard.services.promoting import Running
from tmcard.services.quoting.effects import UNKNOWN, Carriers, Loading, Scales, scales
from tmcard.services.quoting.refusals import CannotRenew
from tmcard.store import cards, orders, plans
from tmcard.store.models import Card


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan as this card's owner sees it. `estimate` is about what it costs, in the currency the others are priced in.

    `deal` is what promotions make of its price and data (None: none of them), `refused` the codes that do nothing
    here, and why.
    """

    offer: Offer
    loading: Loading
    estimate: Money | None = None
    deal: Deal | None = None
    refused: Mapping[str, Reason] = field(default_factory=dict)

    @property
    def price(self) -> Money:
        """What is charged."""
        return self.deal.total if self.deal is not None else self.offer.price

    @property
    def data_bytes(self) -> int:
        """What it brings."""
        return self.deal.data_bytes if self.deal is not None else self.offer.data_bytes

    @property
    def effect(self) -> Effect:
        """What it does when it is loaded at once."""
        return self.loading.now


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on sale for a card, shown in `currency`. `currencies` are those in which any of it has a price.

    `running` is what is on for whoever asks, before any plan is looked at.
    """

    currency: str
    currencies: tuple[str, ...]
    choices: list[Choice]
    running: Running | None = field(default=None, compare=False)

    @property
    def refused(self) -> dict[str, Reason]:
        """The codes that do nothing for any plan here, each with the reason that the first of them gives."""
        reasons = [choice.refused for choice in self.choices]
        return {
            code: why for code, why in (reasons[0] if reasons else {}).items() if all(code in each for each in reasons)
        }

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
    session: Session,
    card: Card,
    house: Currencies,
    wanted: str,
    now: datetime,
    carriers: Carriers = UNKNOWN,
    asker: Asker | None = None,
    *,
    locked: bool = False,
) -> Shelf:
    """Every plan on sale for the card, with its effect, in the currency that is wanted. Raises CannotRenew.

    `asker` is who asks and which codes they said (None: the card's owner, without any). With `locked`, in a write
    transaction: what promotions have left of anything limited is nobody else's until it ends.

    A plan without a price in it is charged in the first of the house's currencies that it has one in, and is here
    only while that can be estimated. Where nothing at all could be shown, the house's first useful currency is.
    """
    found = scales(session, card, carriers, now)
    check_renewable(session, card, now, takes_ended=found.carrier.renews_expired)
    offers = plans.for_card(session, card, house.names, now)
    priced = tuple(name for name in house.names if any(offer.price.currency == name for offer in offers))
    asker = asker or Asker(card.owner_id)
    on = promoting.running(session, card_id=card.id, card_owner_id=card.owner_id, asker=asker, now=now, locked=locked)
    for currency in (wanted, *priced):
        shown = _shown(offers, house, currency, now)
        if shown:
            return Shelf(currency, priced, [_choice(found, on, offer, about) for offer, about in shown], on)
    return Shelf(wanted, priced, [], on)


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


def _choice(found: Scales, on: Running, offer: Offer, about: Money | None) -> Choice:
    deal = on.deal(offer)
    if deal is None:
        return Choice(offer, found.weigh(offer), about, None, on.refused(offer))
    # An estimate follows the price in proportion, rounded half up.
    list_minor, total_minor = offer.price.amount_minor, deal.total.amount_minor
    if about is not None:
        about = Money((2 * about.amount_minor * total_minor + list_minor) // (2 * list_minor), about.currency)
    loading = found.weigh(replace(offer, data_bytes=deal.data_bytes))
    return Choice(offer, loading, about, deal, on.refused(offer))
