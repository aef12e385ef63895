"""The lowest price of the thirty days before a sale."""

from datetime import timedelta

import pytest

from tests.domain.promotions.samples import NOW, amount, promotion
from tmcard.domain.money import Money
from tmcard.domain.promotions import Percent
from tmcard.domain.promotions.history import Priced, lowest_before


def usd(minor: int | None) -> Money | None:
    """So many cents."""
    return None if minor is None else Money(minor, "USD")


def ago(days: float) -> timedelta:
    """How long before the sale."""
    return timedelta(days=days)


def priced(since: float, until: float | None, minor: int) -> Priced:
    """A price from so many days before the sale until so many days before it."""
    return Priced(NOW - ago(since), None if until is None else NOW - ago(until), Money(minor, "USD"))


PRICES = [
    ([priced(90, None, 900)], 900),
    ([priced(90, 10, 800), priced(10, None, 900)], 800),
    ([priced(90, 40, 700), priced(40, None, 900)], 900),
    ([priced(90, 30, 700), priced(30, None, 900)], 900),
    ([priced(90, 29, 700), priced(29, None, 900)], 700),
    ([priced(20, 15, 850), priced(15, 5, 950), priced(5, None, 900)], 850),
    ([priced(90, 60, 500)], None),
    ([priced(0, None, 500)], None),
    ([], None),
]


@pytest.mark.parametrize(("prices", "lowest"), PRICES)
def test_every_price_of_the_thirty_days_counts_and_no_other(prices: list[Priced], lowest: int | None) -> None:
    assert lowest_before(NOW, prices, []) == usd(lowest)


@pytest.mark.parametrize(
    ("since", "until", "lowest"), [(20, 10, 720), (40, 30, 900), (40, 29, 720), (5, None, 720), (0, None, 900)]
)
def test_another_sale_in_that_time_counts_as_a_price(since: float, until: float | None, lowest: int) -> None:
    ends_at = None if until is None else NOW - ago(until)
    sale = promotion(effect=Percent(20), starts_at=NOW - ago(since), ends_at=ends_at)
    assert lowest_before(NOW, [priced(90, None, 900)], [sale]) == usd(lowest)


def test_a_sale_never_went_below_its_floor_then_either() -> None:
    sale = promotion(effect=amount(800), starts_at=NOW - ago(20), ends_at=NOW, floor={"USD": 300})
    prices = [priced(90, None, 900)]
    assert (lowest_before(NOW, prices, [sale]), lowest_before(NOW, prices, [sale], 400)) == (usd(300), usd(400))
