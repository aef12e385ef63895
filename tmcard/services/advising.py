"""Advice for one card: from its own use and the plans on its shelf, for some days or a journey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.advice import Advice, Question, Ware, advise
from tmcard.domain.forecast import READ_BACK, Pace, pace
from tmcard.domain.plans import BYTES_PER_GB, Buyers, Offer
from tmcard.domain.stacking import USUAL_GATE_BYTES
from tmcard.services.quoting import Carriers, Choice, Shelf
from tmcard.services.quoting.effects import scales
from tmcard.store import cards, coverage, views
from tmcard.store.models import Card

#: What somebody needs a day who cannot know yet: messages and maps; pictures and music too; films as well.
NEEDS: Mapping[str, int] = {"light": BYTES_PER_GB * 3 // 10, "normal": BYTES_PER_GB, "heavy": 3 * BYTES_PER_GB}


class NoPace(LookupError):
    """The card has not been used for long enough to tell from."""


class NotCovered(LookupError):
    """No plan works in all the countries. `by_country`: those that work in each."""

    def __init__(self, by_country: Mapping[str, Sequence[Offer]]) -> None:
        super().__init__(*by_country)
        self.by_country = by_country


@dataclass(frozen=True, slots=True)
class Trip:
    """When data is needed, where (nothing: where the card is used already), and how much a day (None: as so far)."""

    begin: datetime
    until: datetime
    countries: tuple[str, ...] = ()
    daily_bytes: int | None = None


def pace_of(session: Session, card: Card, now: datetime) -> Pace | None:
    """How much the card uses a day, if there is enough to say."""
    return pace(views.samples(session, card.id, now - READ_BACK), now)


def ask(session: Session, card: Card, shelf: Shelf, carriers: Carriers, trip: Trip, now: datetime) -> Advice:
    """Which plans of the shelf keep the card supplied for the least money. Raises NoPace, NotCovered.

    Reckons with the upper end of what the card uses, and counts on nothing that may not work there.
    """
    measured = pace_of(session, card, now)
    daily_bytes = trip.daily_bytes or (measured.high if measured is not None else None)
    if daily_bytes is None:
        raise NoPace(card.ref)
    found = scales(session, card, carriers, now)
    question = Question(
        now=now,
        begin=trip.begin,
        until=trip.until,
        daily_bytes=daily_bytes,
        holding=found.holding,
        before_bytes=measured.high if measured is not None else 0,
        is_endless=cards.reading(card).is_unlimited,
        is_usable=set(trip.countries) <= set(_covered_now(session, card)),
        renews_expired=found.carrier.renews_expired,
    )
    return advise(question, [_ware(choice) for choice in _covering(shelf.choices, trip.countries)])


def places(shelf: Shelf) -> set[str]:
    """Every country that any plan on the shelf works in, as far as that is known."""
    return {country for choice in shelf.choices for country in choice.offer.countries}


def _covering(choices: Sequence[Choice], countries: Sequence[str]) -> list[Choice]:
    found = [choice for choice in choices if set(countries) <= set(choice.offer.countries)]
    if countries and not found:
        offers = [choice.offer for choice in choices]
        raise NotCovered({each: [offer for offer in offers if each in offer.countries] for each in countries})
    return found


def _covered_now(session: Session, card: Card) -> Sequence[str]:
    """Where what the card holds works. Nowhere, as far as that is not known."""
    if card.plan is None:
        return ()
    if card.plan.countries is not None:
        return card.plan.countries
    return coverage.countries(session, [card.plan]).get((card.plan.carrier, card.plan.carrier_code), ())


def _ware(choice: Choice) -> Ware:
    offer = choice.offer
    return Ware(
        offer,
        choice.estimate or offer.price,
        choice.loading.rule,
        is_estimate=choice.estimate is not None,
        day_bytes=offer.day_bytes,
        is_endless=offer.data_bytes == 0,
        is_first_only=offer.buyers is Buyers.FIRST_ORDER,
        gate_bytes=USUAL_GATE_BYTES if offer.gate_bytes is None else offer.gate_bytes,
    )
