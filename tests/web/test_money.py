"""Every currency PayPal takes, in both languages: no two look alike, and none loses its digits."""

import pytest
from flask import Flask
from flask_babel import force_locale

from tmcard.adapters.paypal.amounts import DECIMALS
from tmcard.domain.money import Money, exponent
from tmcard.web import formats
from tmcard.web.currencies import currency_name, roughly

TABLE = [
    (Money(900, "USD"), "US$9.00", "US$9.00"),
    (Money(6850, "CNY"), "CN¥68.50", "¥68.50"),
    (Money(1380, "JPY"), "JP¥1,380", "JP¥1,380"),
    (Money(7000, "HKD"), "HK$70.00", "HK$70.00"),
    (Money(29_500, "TWD"), "NT$295.00", "NT$295.00"),
    (Money(1300, "AUD"), "A$13.00", "AU$13.00"),
    (Money(1200, "CAD"), "CA$12.00", "CA$12.00"),
    (Money(1200, "SGD"), "SGD12.00", "SGD12.00"),
    (Money(850, "EUR"), "€8.50", "€8.50"),
    (Money(750, "GBP"), "£7.50", "£7.50"),
    (Money(350_000, "HUF"), "HUF3,500.00", "HUF3,500.00"),
    (Money(123456789, "USD"), "US$1,234,567.89", "US$1,234,567.89"),
]


@pytest.mark.parametrize(("amount", "english", "chinese"), TABLE, ids=lambda value: str(value))
def test_money_names_its_currency(app: Flask, amount: Money, english: str, chinese: str) -> None:
    said = {}
    for language in ("en", "zh"):
        with app.app_context(), force_locale(language):
            said[language] = formats.money(amount)
    assert said == {"en": english, "zh": chinese}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_currencies_look_alike(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        said = [formats.money(Money(10 ** exponent(currency), currency)) for currency in DECIMALS]
        names = [currency_name(currency) for currency in DECIMALS]
    marks = {text.replace("1.00", "").replace("1", "").strip() for text in said}
    assert len(marks) == len(set(names)) == len(DECIMALS)
    assert not marks & {"$", "kr", ""}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_estimates_have_no_digits_that_would_make_them_a_price(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        assert [roughly(Money(7000, "HKD")), roughly(Money(1389, "JPY"))] == ["HK$70", "JP¥1,389"]
        assert roughly(Money(780, "HKD")) == "HK$7.80"
