"""The one plan that a reminder names and its link opens with: what its owner most likely wants, and can have now."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.holdings import burns_more_than
from tmcard.domain.quotes import Start
from tmcard.domain.till import LOSS_ASKS_TWICE_PERCENT
from tmcard.services import advising
from tmcard.services.advising import NoPace, Trip
from tmcard.services.quoting import Carriers, Choice, Shelf
from tmcard.store.models import Card

#: What is advised is to last for so long.
COMING = timedelta(days=7)


def suggest(
    session: Session,
    card: Card,
    shelf: Shelf,
    carriers: Carriers,
    now: datetime,
    sku: str | None = None,
    *,
    burns_percent: int = LOSS_ASKS_TWICE_PERCENT,
) -> Choice | None:
    """One plan of the card's shelf that can start now; None where there is none.

    The plan called `sku`, else the one the card runs on, else what is advised for the coming days, else the cheapest.
    Of those that take away more than `burns_percent` of what is left, none while there is another.
    """
    useful = _useful(shelf, burns_percent, now)
    if not useful:
        return None
    by_sku = {choice.offer.sku: choice for choice in useful}
    wanted = _wanted(session, card, shelf, carriers, now, sku)
    return next((by_sku[each] for each in wanted if each in by_sku), None) or _cheapest(useful)


def _useful(shelf: Shelf, burns_percent: int, now: datetime) -> list[Choice]:
    at_once = [choice for choice in shelf.choices if choice.loading.effect(Start.NOW) is not None]
    return [choice for choice in at_once if not burns(choice, burns_percent, now)] or at_once


def burns(choice: Choice, percent: int, now: datetime) -> bool:
    """Whether loading it at once takes away more than this share of what is left."""
    effect = choice.effect
    return burns_more_than(percent, effect.before, effect.lost_bytes, effect.lost, now)


def start_of(choice: Choice, percent: int, now: datetime) -> Start:
    """When it is best loaded: later where that can be had, if at once would take away more than this share."""
    waits = choice.loading.effect(Start.QUEUED) is not None and burns(choice, percent, now)
    return Start.QUEUED if waits else Start.NOW


def _wanted(
    session: Session, card: Card, shelf: Shelf, carriers: Carriers, now: datetime, sku: str | None
) -> Iterator[str]:
    """Names in order of liking. Advice takes the longest to find, so it is asked for last."""
    if sku is not None:
        yield sku
    if card.plan is not None:
        yield card.plan.sku
    try:
        advice = advising.ask(session, card, shelf, carriers, Trip(now, now + COMING), now)
    except NoPace:
        return
    if advice.best is not None:
        yield from (purchase.offer.sku for purchase in advice.best.purchases[:1])


def _cheapest(choices: Sequence[Choice]) -> Choice:
    """All prices of a shelf can be compared: those in another currency stand beside an estimate."""
    return min(choices, key=lambda each: ((each.estimate or each.price).amount_minor, each.offer.sku))
