"""Money to PayPal's strings and back, over every currency it takes."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.adapters.paypal.amounts import (
    DECIMALS,
    MalformedAmount,
    UnpayableAmount,
    from_json,
    from_value,
    is_payable,
    to_json,
    to_value,
    unpayable,
)
from tmcard.domain.money import Money, exponent

WITHOUT_DECIMALS = {"HUF", "JPY", "TWD"}
PAYABLE = st.builds(
    lambda currency, units: Money(units * 10 ** (exponent(currency) - DECIMALS[currency]), currency),
    st.sampled_from(sorted(DECIMALS)),
    st.integers(1, 10**12),
)


@given(PAYABLE)
def test_every_payable_amount_survives_the_way_there_and_back(money: Money) -> None:
    assert from_json(to_json(money)) == money


@given(PAYABLE)
def test_every_value_has_exactly_the_digits_paypal_wants(money: Money) -> None:
    digits = 0 if money.currency in WITHOUT_DECIMALS else 2
    assert re.fullmatch(r"[0-9]+" if digits == 0 else r"[0-9]+\.[0-9]{2}", to_value(money))


@given(PAYABLE)
def test_value_is_the_amount_in_whole_units(money: Money) -> None:
    units, _, part = to_value(money).partition(".")
    assert int(units) == money.amount_minor // 10 ** exponent(money.currency)
    assert int(part or 0) == money.amount_minor % 10 ** exponent(money.currency)


@given(st.sampled_from(sorted(DECIMALS)), st.integers(-10, 10**14))
def test_what_is_payable_is_what_has_a_value(currency: str, amount_minor: int) -> None:
    money = Money(amount_minor, currency)
    is_fine = amount_minor % 10 ** (exponent(currency) - DECIMALS[currency]) == 0
    assert is_payable(money) is (amount_minor > 0 and is_fine)


@given(st.sampled_from(["HUF", "TWD"]), st.integers(1, 10**10).filter(lambda minor: minor % 100))
def test_parts_of_a_unit_that_paypal_does_not_count_are_refused(currency: str, amount_minor: int) -> None:
    with pytest.raises(UnpayableAmount):
        to_value(Money(amount_minor, currency))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3).filter(lambda code: code not in DECIMALS))
def test_other_currencies_are_not_paypals(currency: str) -> None:
    assert unpayable(["USD", currency]) == [currency]
    assert not is_payable(Money(100, currency))


@given(st.text(max_size=40), st.sampled_from(sorted(DECIMALS)))
def test_any_text_is_read_exactly_or_refused(text: str, currency: str) -> None:
    try:
        money = from_value(text, currency)
    except MalformedAmount:
        return
    assert re.fullmatch(r"[0-9.]+", text)
    assert money.amount_minor >= 0


@pytest.mark.parametrize(
    ("money", "value"),
    [
        (Money(1250, "USD"), "12.50"),
        (Money(5, "EUR"), "0.05"),
        (Money(10_000, "JPY"), "10000"),
        (Money(150_000, "HUF"), "1500"),
        (Money(30_000, "TWD"), "300"),
    ],
)
def test_known_values(money: Money, value: str) -> None:
    assert to_value(money) == value


@pytest.mark.parametrize(
    "money",
    [
        Money(0, "USD"),
        Money(-1, "USD"),
        Money(150_001, "HUF"),
        Money(1000, "KRW"),
        Money(1000, "VND"),
        Money(10**18, "USD"),
    ],
)
def test_amount_paypal_cannot_take_is_refused_not_rounded(money: Money) -> None:
    with pytest.raises(UnpayableAmount):
        to_value(money)


@pytest.mark.parametrize("value", ["", "-1", "1.", ".5", "1e3", "NaN", "Infinity", "1,00", " 1", "１", "12.505", "1\n"])
def test_malformed_values_are_refused(value: str) -> None:
    with pytest.raises(MalformedAmount):
        from_value(value, "USD")


@pytest.mark.parametrize(("value", "minor"), [("9", 900), ("9.5", 950), ("9.500", 950)])
def test_shorter_and_longer_spellings_mean_the_same(value: str, minor: int) -> None:
    assert from_value(value, "USD") == Money(minor, "USD")


@pytest.mark.parametrize(
    "amount", [None, "12.50", {}, {"value": 12.5, "currency_code": "USD"}, {"value": "1", "currency_code": "XXX"}]
)
def test_absent_amounts_are_malformed(amount: Any) -> None:
    with pytest.raises(MalformedAmount):
        from_json(amount)
