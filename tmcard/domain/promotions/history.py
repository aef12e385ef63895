"""The lowest price of the last thirty days before a sale, which whoever announces a reduction has to name.

Directive 98/6/EC, article 6a (as amended by (EU) 2019/2161): the lowest price during at least thirty days before the
reduction is applied, other reductions among them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tmcard.domain.money import Money
from tmcard.domain.promotions.kinds import Promotion
from tmcard.domain.promotions.rules import STEPS, off

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Priced:
    """A price that stood from one instant until before another (None: it still stands)."""

    since: datetime
    until: datetime | None
    price: Money

    def stood(self, at: datetime) -> bool:
        """Whether it was the price then."""
        return self.since <= at and (self.until is None or at < self.until)


def lowest_before(
    begins_at: datetime, prices: Iterable[Priced], sales: Iterable[Promotion], least_minor: int = 0
) -> Money | None:
    """The lowest price that anybody could have paid in the thirty days before a sale began; None: it was not sold.

    `prices` are in one currency, `sales` those of the same plan, `least_minor` is the plan's own floor.
    """
    listed, others = list(prices), list(sales)
    first = begins_at - LOOK_BACK
    turns = {first, *(each.since for each in listed), *(each.starts_at for each in others)}
    turns |= {each.ends_at for each in others if each.ends_at is not None}
    looks = [at for at in turns if first <= at < begins_at]
    asked = [money for at in looks for money in _asked(at, listed, others, least_minor)]
    return min(asked, key=lambda money: money.amount_minor, default=None)


def _asked(at: datetime, prices: list[Priced], sales: list[Promotion], least_minor: int) -> Iterator[Money]:
    for price in (each.price for each in prices if each.stood(at)):
        yield price
        for sale in sales:
            if sale.is_on(at):
                yield price - Money(_off(sale, price, least_minor), price.currency)


def _off(sale: Promotion, price: Money, least_minor: int) -> int:
    least = max(STEPS.get(price.currency, 1), least_minor, sale.floor.get(price.currency, 0))
    return off(sale, price.amount_minor, price.currency, least)
