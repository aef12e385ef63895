"""The cheapest purchases that supply a card to the end: best first, with a bound from linear programming."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import combinations

from tmcard.domain.advice.course import HINDERED, Course, Good, Stand, is_afresh
from tmcard.domain.plans import Stacking

#: Nobody is helped by advice to buy more often than this.
MAX_PURCHASES = 400
#: What a purchase costs beside its price, in fractions of a minor unit: of equally cheap ways the shorter one wins.
TRIPS = MAX_PURCHASES + 1
#: So many stands are looked at in half a second or so; shelves as they are need some thousands at most.
MAX_LOOKS = 30_000
Path = tuple[int, ...]


class TooHard(Exception):
    """There are more ways to compare than anybody would wait for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Prices per tick of validity and of data, as fractions with one denominator, at which no good is overpaid."""

    validity: int
    data: int
    denominator: int

    def least(self, validity: int, data: int) -> int:
        """What so much of both costs at least, whatever is bought (weak duality)."""
        return -(-(self.validity * validity + self.data * data) // self.denominator)


@dataclass
class Frontier:
    """The stands that were looked at. One that is no better in anything than another needs no look."""

    until: int
    is_hindered: bool = False
    is_alone: bool = False
    exactly: dict[Stand, int] = field(default_factory=dict)
    #: By the ends, for those that need not be equal: rising costs, each with the longest that data lasts for it.
    stairs: dict[tuple[int, int], tuple[list[int], list[int]]] = field(default_factory=dict)

    def admits(self, stand: Stand, cost: int) -> bool:
        """Whether it is news, which it is only once."""
        if self.is_hindered:
            known = self.exactly.get(stand)
            self.exactly[stand] = cost if known is None else min(known, cost)
            return known is None or cost < known
        if self.is_alone:  # each purchase stands alone: nothing counts but when the last one fails
            stand = Stand(stand.fails, stand.fails, stand.fails)
        ends, expires = min(stand.ends, self.until), min(stand.expires, self.until)
        for (a, b), (costs, lasting) in self.stairs.items():
            if a >= ends and b >= expires:
                index = bisect_right(costs, cost) - 1
                if index >= 0 and lasting[index] >= stand.dry:
                    return False
        self._note(self.stairs.setdefault((ends, expires), ([], [])), cost, stand.dry)
        return True

    def _note(self, stair: tuple[list[int], list[int]], cost: int, dry: int) -> None:
        costs, lasting = stair
        index = bisect_left(costs, cost)
        stop = index
        while stop < len(costs) and lasting[stop] <= dry:
            stop += 1
        costs[index:stop], lasting[index:stop] = [cost], [dry]


def cheapest(course: Course, stand: Stand, goods: Sequence[Good]) -> Path | None:
    """Which goods to buy, in their order; none where the card has enough. None where nothing helps.

    Of equally cheap ways the one with fewer purchases, then the one whose data lasts longer. Raises TooHard.
    """
    is_alone = _is_kept(course, stand) and all(map(is_afresh, goods))
    frontier = Frontier(course.until, any(good.rule in HINDERED for good in goods), is_alone)
    any_order = _adds_up(course, stand, goods)
    useful = [index for index, good in enumerate(goods) if not _is_outdone(course, goods, index)]
    rates = list(fair_rates([(goods[index].price * TRIPS + 1, *course.reach(goods[index])) for index in useful]))
    seen: dict[Stand, int] = {}
    heap: list[tuple[int, int, Path, int, Stand]] = [(0, 0, (), 0, stand)]
    for _look in range(MAX_LOOKS):
        if not heap:
            return None
        _bound, _dry, path, cost, stand = heappop(heap)
        if course.is_over(stand):
            return path
        if len(path) == MAX_PURCHASES or not frontier.admits(stand, cost):
            continue
        for index in useful:
            if (any_order and path and index < path[-1]) or (goods[index].is_first_only and path):
                continue
            found = course.after(stand, goods[index])
            paid = cost + goods[index].price * TRIPS + 1
            if found is not None and paid < seen.get(found, paid + 1):
                seen[found] = paid
                heappush(heap, (paid + least(course, found, rates), -found.dry, (*path, index), paid, found))
    raise TooHard


def cheapest_repeated(course: Course, stand: Stand, goods: Sequence[Good]) -> Path | None:
    """As `cheapest`, but only of ways that buy one good again and again: soon found, whatever the goods are."""
    found = []
    for index, good in enumerate(goods):
        last: Stand | None = stand
        for times in range(1 if good.is_first_only else MAX_PURCHASES):
            last = course.after(last, good) if last is not None else None
            if last is not None and course.is_over(last):
                found.append((good.price * (times + 1), times + 1, index))
                break
    return () if course.is_over(stand) else (min(found)[2],) * min(found)[1] if found else None


def least(course: Course, stand: Stand, rates: Sequence[Rate]) -> int:
    """What it costs at least to go on from here."""
    validity = max(0, course.until - max(stand.ends, course.begin))
    data = max(0, course.until - stand.dry)
    return max((rate.least(validity, data) for rate in rates), default=0)


def fair_rates(goods: Sequence[tuple[int, int, int]]) -> Iterator[Rate]:
    """The corners of all rates at which no good (price, validity, data) is worth more than its price."""
    edges = [*goods, (0, 1, 0), (0, 0, 1)]
    for (price, a, b), (other, c, d) in combinations(edges, 2):
        denominator = a * d - b * c
        if denominator:
            sign = 1 if denominator > 0 else -1
            rate = Rate(sign * (price * d - other * b), sign * (other * a - price * c), sign * denominator)
            if rate.validity >= 0 and rate.data >= 0 and all(_is_fair(rate, good) for good in goods):
                yield rate


def _is_fair(rate: Rate, good: tuple[int, int, int]) -> bool:
    price, validity, data = good
    return rate.validity * validity + rate.data * data <= price * rate.denominator


def _adds_up(course: Course, stand: Stand, goods: Sequence[Good]) -> bool:
    """Whether one order of purchases stands for all: each does the same whenever it is bought."""
    if any(good.length is None or good.is_first_only or good.rule in HINDERED for good in goods):
        return False
    if all(good.rule is Stacking.EXTEND and good.lasts is not None for good in goods):
        return True
    return _is_kept(course, stand) and all(map(is_afresh, goods))


def _is_kept(course: Course, stand: Stand) -> bool:
    """Whether nothing has to be bought before the time begins, only to keep the card."""
    return stand.ends >= course.begin or course.renews_expired


def _is_outdone(course: Course, goods: Sequence[Good], index: int) -> bool:
    """Whether another good does the same for no more money; of two that are alike in all, the first stays."""
    good = goods[index]
    for other_index, other in enumerate(goods):
        if other_index == index or other.is_first_only or _kind(good) != _kind(other) or good.rule in HINDERED:
            continue
        ours, theirs = (-good.price, *course.reach(good)), (-other.price, *course.reach(other))
        is_better = all(b >= a for a, b in zip(ours, theirs, strict=True))
        if is_better and (ours != theirs or other_index < index):
            return True
    return False


def _kind(good: Good) -> tuple[object, ...]:
    """What two goods share of which more is surely better. Calendar units are never compared with each other."""
    unit = (good.period.unit, good.period.zone) if good.length is None else None
    return good.rule, good.lasts is None, unit
