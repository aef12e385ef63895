"""Amounts keep their currency and never a fraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.money import CurrencyMismatch, Money, exponent

AMOUNTS = st.builds(Money, st.integers(-(10**12), 10**12), st.just("USD"))


@given(AMOUNTS, AMOUNTS)
def test_subtraction_undoes_addition(a: Money, b: Money) -> None:
    assert a + b - b == a
    assert a + b == b + a


@given(st.integers(0, 10**9), st.integers(1, 4000))
def test_a_part_is_the_nearest_whole_minor_unit(amount_minor: int, parts: int) -> None:
    part = Money(amount_minor, "USD").per(parts).amount_minor
    assert abs(2 * part * parts - 2 * amount_minor) <= parts


@pytest.mark.parametrize(("amount_minor", "parts", "part"), [(900, 30, 30), (1, 2, 1), (1, 3, 0), (0, 7, 0), (5, 2, 3)])
def test_half_a_minor_unit_rounds_up(amount_minor: int, parts: int, part: int) -> None:
    assert Money(amount_minor, "USD").per(parts) == Money(part, "USD")


def test_the_same_number_in_another_currency_is_another_amount() -> None:
    assert Money(900, "USD") != Money(900, "EUR")


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "USD") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        Money(1, "USD") - Money(1, "EUR")


@pytest.mark.parametrize("amount", [9.0, "9", True, None])
def test_an_amount_is_a_whole_number(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["usd", "US", "USDT", "", "ÜSD"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="currency"):
        Money(1, currency)


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("CNY", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3)])
def test_exponents_follow_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits
