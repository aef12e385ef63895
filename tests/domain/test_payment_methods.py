"""Which ways to pay are offered: a setting that is checked as a whole, and a question with one answer."""

import pytest

from tmcard.domain import payment_methods
from tmcard.domain.payment_methods import ALL, offered, read
from tmcard.domain.payments import Method

TEXT = "apple_pay: USD EUR @ US, GB; paypal; card: USD,EUR @ -CN -IN"


def methods(text: str, currency: str, region: str) -> list[str]:
    """What the setting offers; it must be sound."""
    problems: list[str] = []
    offers = read(text, problems)
    assert problems == []
    return list(offered(offers, currency, region))


@pytest.mark.parametrize(
    ("currency", "region", "expected"),
    [
        ("USD", "US", ["apple_pay", "paypal", "card"]),
        ("USD", "CN", ["paypal"]),
        ("USD", "DE", ["paypal", "card"]),
        ("JPY", "US", ["paypal"]),
        ("EUR", "", ["paypal", "card"]),
    ],
)
def test_currency_and_region_decide_what_is_offered(currency: str, region: str, expected: list[str]) -> None:
    assert methods(TEXT, currency, region) == expected


def test_without_a_setting_everything_is_offered_everywhere() -> None:
    assert methods(ALL, "TWD", "") == list(Method)


def test_a_method_may_have_several_entries() -> None:
    text = "card: USD @ US; card: EUR @ DE; paypal"
    assert [methods(text, *place) for place in (("USD", "US"), ("EUR", "DE"), ("USD", "DE"))] == [
        ["card", "paypal"], ["card", "paypal"], ["paypal"]
    ]  # fmt: skip


def test_everything_wrong_is_named_at_once() -> None:
    problems: list[str] = []
    assert read("cash; card: usd; paypal @ USA; apple_pay @ US -CN; : EUR", problems) == ()
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        "cash is not understood", "usd is not understood", "USA is not understood", "US -CN is not understood",
        "an entry without a method is not understood",
    ]  # fmt: skip


def test_offering_nothing_is_a_mistake() -> None:
    problems: list[str] = []
    read(" ; ", problems)
    assert problems == ["PAYMENT_METHODS offers no way to pay"]


def test_a_currency_that_nobody_could_pay_is_a_mistake() -> None:
    problems: list[str] = []
    payment_methods.check(read("card: USD; paypal: EUR @ DE", problems), ("USD", "EUR", "JPY"), problems)
    assert problems == [f"PAYMENT_METHODS offers no way to pay {currency} everywhere" for currency in ("EUR", "JPY")]
