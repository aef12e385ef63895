"""Which currency an owner sees, and estimates that nobody can take for a price."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import NOW
from tmcard.adapters.paypal.amounts import DECIMALS
from tmcard.domain import currencies
from tmcard.domain.currencies import RATES_USABLE_FOR, Currencies, Rates
from tmcard.domain.money import Money, exponent

RATES = Rates(date(2026, 11, 20), {"USD": Decimal(1), "HKD": Decimal("7.79"), "JPY": Decimal("154.3")})
HOUSE = Currencies(("USD", "CNY", "HKD"), {"CN": "CNY", "HK": "HKD"})
TOML = 'on = 2026-11-20\nbase = "USD"\nrates = { HKD = 7.79, JPY = 154.3 }'


def read(settings: dict[str, str], problems: list[str]) -> Currencies:
    """The settings as the configuration reads them."""

    def text(name: str, default: str = "") -> str:
        return settings.get(name, default)

    return currencies.read(text, problems)


@pytest.mark.parametrize(
    ("wish", "region", "wanted"),
    [
        (None, None, "USD"),
        (None, "CN", "CNY"),
        (None, "FR", "USD"),
        ("HKD", "CN", "HKD"),
        ("USD", "CN", "USD"),
        ("EUR", "CN", "CNY"),
        ("", "", "USD"),
    ],
)
def test_a_wish_comes_before_the_region_and_that_before_the_usual(
    wish: str | None, region: str | None, wanted: str
) -> None:
    assert HOUSE.wanted(wish, region) == wanted


@pytest.mark.parametrize(
    ("price", "currency", "estimate"),
    [
        (Money(900, "USD"), "HKD", Money(7000, "HKD")),
        (Money(100, "USD"), "HKD", Money(780, "HKD")),
        (Money(900, "USD"), "JPY", Money(1389, "JPY")),
        (Money(1389, "JPY"), "USD", Money(900, "USD")),
        (Money(1, "JPY"), "USD", Money(10, "USD")),
        (Money(900, "USD"), "EUR", None),
        (Money(900, "EUR"), "USD", None),
    ],
)
def test_estimates_are_rounded(price: Money, currency: str, estimate: Money | None) -> None:
    assert RATES.estimate(price, currency) == estimate


@given(
    st.sampled_from(sorted(DECIMALS)), st.sampled_from(sorted(DECIMALS)), st.integers(1, 10**9), st.integers(1, 10**6)
)
def test_an_estimate_is_above_zero_in_whole_units_or_tenths(paid: str, shown: str, minor: int, per_mille: int) -> None:
    rates = Rates(RATES.on, {paid: Decimal(1), shown: Decimal(per_mille) / 1000 if paid != shown else Decimal(1)})
    estimate = rates.estimate(Money(minor, paid), shown)
    assert estimate is not None
    step = 10 ** exponent(shown)
    assert estimate.amount_minor > 0
    assert estimate.amount_minor % (step if estimate.amount_minor >= 10 * step else max(1, step // 10)) == 0


@pytest.mark.parametrize(("days", "usable"), [(0, True), (1, True), (2, False)])
def test_rates_of_another_month_are_not_used(days: int, usable: bool) -> None:
    house = Currencies(("USD", "HKD"), rates=Rates((NOW - RATES_USABLE_FOR).date(), RATES.per_base))
    found = house.estimate(Money(900, "USD"), "HKD", NOW + timedelta(days=days - 1))
    assert (found is not None) is usable


def test_without_rates_nothing_is_estimated() -> None:
    assert HOUSE.estimate(Money(900, "USD"), "HKD", NOW) is None


def test_the_settings_are_read() -> None:
    problems: list[str] = []
    house = read({"CURRENCIES": "USD, HKD USD", "CURRENCY_REGIONS": "HK:HKD", "REFERENCE_RATES": TOML}, problems)
    assert (house.names, house.by_region, problems) == (("USD", "HKD"), {"HK": "HKD"}, [])
    assert house.rates == RATES


def test_a_site_with_one_currency_may_go_on_saying_so() -> None:
    assert read({"CURRENCY": "EUR"}, []).names == ("EUR",)


def test_everything_wrong_is_said_at_once() -> None:
    problems: list[str] = []
    wrong = {"CURRENCIES": "USD usd", "CURRENCY_REGIONS": "HK:HKD cn:CNY", "REFERENCE_RATES": "on = 5\nbase = 7"}
    read(wrong, problems)
    assert [problem.split(":")[0] for problem in problems] == [
        "CURRENCIES",
        *["CURRENCY_REGIONS"] * 2,
        *["REFERENCE_RATES"] * 3,
    ]


@pytest.mark.parametrize(
    "rates",
    ["on =", TOML.replace("7.79", "0"), TOML.replace("7.79", "nan"), TOML.replace("7.79", "true"),
     TOML.replace("7.79", '"7.79"'), TOML.replace("HKD", "hkd"), TOML.replace("2026-11-20", "2026-11-20T00:00:00Z")],
)  # fmt: skip
def test_rates_that_are_none_are_refused(rates: str) -> None:
    problems: list[str] = []
    assert currencies.read_rates(rates, problems) is None
    assert len(problems) == 1
