"""The cheapest way to keep a card supplied, the next one with another plan, and what speaks for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tmcard.domain.advice.question import Question, Ware
from tmcard.domain.advice.search import Path, TooHard, cheapest, cheapest_repeated
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer

#: What is left over at the end is worth a word from this share of the need on, in percent.
SPARE_PERCENT = 10
#: ISO 4217 for "no currency": what nothing costs where nothing has a price.
NO_CURRENCY = "XXX"


class Why(StrEnum):
    """What speaks for one of two ways, or against it."""

    NOTHING_NEEDED = "nothing_needed"
    ONLY = "only"
    CHEAPER = "cheaper"
    SAME_PRICE = "same_price"
    DEARER = "dearer"
    FEWER_PURCHASES = "fewer_purchases"
    SPARE_DATA = "spare_data"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Purchase:
    """A plan, and the instant by which it has to be bought: then the card would have nothing left to use."""

    offer: Offer
    by: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """What to buy, and where that leaves the card when the time is over.

    `left_bytes` is None where data is not counted in all; `is_exact`: there is no cheaper way. `difference` is how far
    its cost is from the other way's.
    """

    purchases: tuple[Purchase, ...]
    cost: Money
    is_estimate: bool
    left_bytes: int | None
    ends_at: datetime
    is_exact: bool
    why: tuple[Why, ...] = ()
    difference: Money | None = None

    @property
    def lines(self) -> list[tuple[int, Purchase]]:
        """The purchases, with how often where a plan follows on itself. Then the instant is that of the first."""
        found: list[tuple[int, Purchase]] = []
        for purchase in self.purchases:
            if found and found[-1][1].offer.sku == purchase.offer.sku:
                found[-1] = (found[-1][0] + 1, found[-1][1])
            else:
                found.append((1, purchase))
        return found


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer. `best` is None where no plan, however often it is bought, is enough."""

    question: Question
    best: Way | None
    runner_up: Way | None


def advise(question: Question, wares: Sequence[Ware]) -> Advice:
    """The cheapest way, and the cheapest of those that do without its main plan.

    All prices are in one currency. Of equally cheap ways the one with fewer purchases counts, then the one whose
    data lasts longer. Nothing is said against having nothing to buy.
    """
    useful = sorted((ware for ware in wares if ware.helps(question.daily_bytes)), key=lambda ware: ware.offer.sku)
    best = _way(question, useful)
    if best is None or not best.purchases:
        return Advice(question, replace(best, why=(Why.NOTHING_NEEDED,)) if best is not None else None, None)
    main = _main_plan(best, useful)
    other = _way(question, [ware for ware in useful if ware.offer.sku != main])
    if other is None:
        return Advice(question, replace(best, why=(Why.ONLY, *_extras(question, best, None))), None)
    return Advice(question, _judged(question, best, other), _judged(question, other, best))


def _way(question: Question, wares: Sequence[Ware]) -> Way | None:
    course = question.course()
    goods, is_exact = [ware.good(course.scale) for ware in wares], True
    try:
        path = cheapest(course, question.stand(), goods)
    except TooHard:
        path, is_exact = cheapest_repeated(course, question.stand(), goods), False
    return _told(question, wares, path, is_exact) if path is not None else None


def _told(question: Question, wares: Sequence[Ware], path: Path, is_exact: bool) -> Way:
    course, stand = question.course(), question.stand()
    goods, purchases = [wares[index].good(course.scale) for index in path], []
    for index, good in zip(path, goods, strict=True):
        by = course.scale.instant(course.moment(stand))
        purchases.append(Purchase(wares[index].offer, max(question.now, by)))
        stand = course.after(stand, good) or stand
    is_counted = goods[-1].lasts is not None if goods else not question.is_endless
    left = max(0, course.scale.bytes(stand.dry - course.until)) if is_counted else None
    cost = Money(sum(good.price for good in goods), wares[path[0]].price.currency if path else NO_CURRENCY)
    is_estimate = any(wares[index].is_estimate for index in path)
    return Way(tuple(purchases), cost, is_estimate, left, course.scale.instant(stand.expires), is_exact)


def _main_plan(way: Way, wares: Sequence[Ware]) -> str:
    """The plan that most of the money goes into; the one that is bought first, where there are two."""
    prices = {ware.offer.sku: ware.price.amount_minor for ware in wares}
    spent: Counter[str] = Counter()
    for purchase in way.purchases:
        spent[purchase.offer.sku] += prices[purchase.offer.sku]
    return max(spent, key=lambda sku: spent[sku])


def _judged(question: Question, way: Way, other: Way) -> Way:
    gap = way.cost.amount_minor - other.cost.amount_minor
    price = Why.DEARER if gap > 0 else Why.CHEAPER if gap < 0 else Why.SAME_PRICE
    difference = Money(abs(gap), way.cost.currency) if gap else None
    return replace(way, why=(price, *_extras(question, way, other)), difference=difference)


def _extras(question: Question, way: Way, other: Way | None) -> list[Why]:
    """What there is to say beside the price; of two ways only where one has more of it than the other."""
    found = []
    if other is not None and len(way.purchases) < len(other.purchases):
        found.append(Why.FEWER_PURCHASES)
    if _spare(question, way) > (_spare(question, other) if other is not None else 0):
        found.append(Why.SPARE_DATA)
    if other is not None and way.ends_at > other.ends_at and way.ends_at > question.until:
        found.append(Why.LONGER)
    return found


def _spare(question: Question, way: Way) -> int:
    left = way.left_bytes or 0
    return left if left * 100 >= question.need_bytes * SPARE_PERCENT else 0
