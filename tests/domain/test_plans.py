"""What is sold."""

from dataclasses import replace
from typing import Any

import pytest

from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Allowance, Buyers, Offer, Period, PeriodUnit, may_buy


@pytest.mark.parametrize(
    ("unit", "count", "days"), [(PeriodUnit.DAY, 3, 3), (PeriodUnit.MONTH, 1, 30), (PeriodUnit.YEAR, 2, 730)]
)
def test_rolling_periods_are_counted_in_days(unit: PeriodUnit, count: int, days: int) -> None:
    period = Period(unit, count)
    assert (period.days, period.duration.days) == (days, days)


@pytest.mark.parametrize("count", [0, -1])
def test_a_period_has_a_length(count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        Period(PeriodUnit.DAY, count)


def test_a_gigabyte_is_what_carriers_count() -> None:
    assert BYTES_PER_GB == 1_073_741_824 == 1024 * BYTES_PER_MB


def test_plans_are_compared_by_the_price_of_a_day() -> None:
    assert offer(Money(900, "USD")).price_per_day == Money(30, "USD")


@pytest.mark.parametrize(("locale", "name"), [("zh", "亚洲"), ("en", "Asia"), ("fr", "Asia")])
def test_a_plan_has_a_name_in_every_language(locale: str, name: str) -> None:
    assert offer(Money(900, "USD")).name(locale) == name


def test_a_plan_with_an_empty_name_is_called_by_its_english_one() -> None:
    assert (
        Offer(1, "a", (("en", "Asia"), ("zh", "")), Period(PeriodUnit.DAY, 1), 1, Money(1, "USD"), "c", "A").name("zh")
        == "Asia"
    )


def offer(price: Money) -> Offer:
    """A month in Asia."""
    names = (("en", "Asia"), ("zh", "亚洲"))
    return Offer(1, "asia", names, Period(PeriodUnit.MONTH, 1), BYTES_PER_GB, price, "esimaccess", "AS-1-30")


def test_a_daily_allowance_is_counted_by_the_day() -> None:
    month = offer(Money(900, "USD"))
    daily = replace(month, allowance=Allowance.DAY, data_bytes=30 * BYTES_PER_MB)
    assert (month.day_bytes, daily.day_bytes) == (None, BYTES_PER_MB)


@pytest.mark.parametrize(
    ("facts", "is_first_order", "held_sku", "may"),
    [
        ({}, False, None, True),
        ({"buyers": Buyers.FIRST_ORDER}, True, None, True),
        ({"buyers": Buyers.FIRST_ORDER}, False, None, False),
        ({"for_plans": ("japan", "korea")}, False, "korea", True),
        ({"for_plans": ("japan",)}, True, "korea", False),
        ({"for_plans": ("japan",)}, True, None, False),
    ],
)
def test_who_may_buy(facts: dict[str, Any], is_first_order: bool, held_sku: str | None, may: bool) -> None:
    made = replace(offer(Money(900, "USD")), **facts)
    assert may_buy(made, is_first_order=is_first_order, held_sku=held_sku) is may
