"""Prices in the reader's currency: asked for by a form, remembered, and never an estimate that looks like a price."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop
from tmcard.domain.currencies import Currencies, Rates
from tmcard.store.models import Plan, PlanPrice

RATES = Rates(date(2026, 11, 20), {"USD": Decimal(1), "HKD": Decimal("7.79"), "CNY": Decimal("7.12")})
NAMES = ("USD", "CNY", "HKD")


def trade(shop: Shop, rates: Rates | None = None, by_region: dict[str, str] | None = None) -> None:
    """The house takes dollars and yuan, and knows of Hong Kong dollars."""
    house = shop.app.extensions["tmcard"]
    config = replace(house.config, currencies=Currencies(NAMES, by_region or {}, rates))
    shop.app.extensions["tmcard"] = replace(house, config=config)


def price(shop: Shop, plan: Plan, amount_minor: int, currency: str = "CNY") -> None:
    """Sell the plan in another currency as well."""
    shop.session.add(PlanPrice(plan_id=plan.id, currency=currency, amount_minor=amount_minor))
    shop.session.commit()


def picker(shop: Shop) -> str:
    """The address of the card's picker."""
    return f"/plans/cards/{shop.card.ref}"


def test_with_one_currency_there_is_no_switch(shop: Shop, owner: FlaskClient) -> None:
    assert "/currency" not in owner.get(picker(shop)).text


def test_only_currencies_in_which_something_has_a_price_are_offered(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    page = owner.get(picker(shop)).text
    assert "Prices in US Dollar" in page
    assert 'value="CNY">Show Chinese Yuan' in page
    assert 'value="HKD"' not in page


def test_the_choice_is_remembered(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    answer = shop.post(owner, f"{picker(shop)}/currency", currency="CNY")
    assert (answer.status_code, answer.location) == (303, picker(shop))
    assert "CN¥64.00" in owner.get(picker(shop)).text
    assert "US$9.00" not in owner.get(picker(shop)).text


@pytest.mark.parametrize("wish", ["EUR", "", "usd", "CNY; Path=/"])
def test_a_currency_that_is_not_ours_is_not_remembered(shop: Shop, owner: FlaskClient, wish: str) -> None:
    trade(shop)
    answer = shop.post(owner, f"{picker(shop)}/currency", currency=wish)
    assert "currency=" not in str(answer.headers.getlist("Set-Cookie"))


def test_the_cookie_is_for_this_site_alone(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    kept = str(shop.post(owner, f"{picker(shop)}/currency", currency="CNY").headers.getlist("Set-Cookie"))
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept


def test_an_owner_is_offered_the_currency_of_the_country_of_their_number(shop: Shop, owner: FlaskClient) -> None:
    trade(shop, by_region={"CN": "CNY"})
    price(shop, shop.plan, 6400)
    assert "CN¥64.00" in owner.get(picker(shop)).text


def test_in_chinese_a_yuan_is_a_yuan_and_a_dollar_is_named(shop: Shop) -> None:
    trade(shop, RATES)
    price(shop, shop.plan, 6400)
    rows.plan(shop.session, 1500)
    reader = rows.owner(shop.session, locale="zh")
    shop.card = rows.card(shop.session, reader)
    browser = shop.browser(reader)
    shop.post(browser, f"{picker(shop)}/currency", currency="CNY")
    page = browser.get(picker(shop)).text
    for shown in ("¥64.00", "约 ¥107", "实际扣款 US$15.00", "2026年11月20日", "美元"):
        assert shown in page


def test_an_estimate_says_what_is_charged_and_of_when_it_is(shop: Shop, owner: FlaskClient) -> None:
    trade(shop, RATES, {"CN": "HKD"})
    page = owner.get(picker(shop)).text
    for shown in ("≈ HK$70<", "Charged as US$9.00", "rates of 20 November 2026", "US$0.30 a day"):
        assert shown in page


def test_a_plan_without_a_price_in_it_is_not_offered_without_rates(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    other = rows.plan(shop.session, 1500)
    shop.post(owner, f"{picker(shop)}/currency", currency="CNY")
    page = owner.get(picker(shop)).text
    assert other.sku not in page
    assert "≈" not in page


def test_what_the_page_showed_is_what_is_frozen_whatever_another_tab_did(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    shop.post(owner, f"{picker(shop)}/currency", currency="CNY")
    answer = shop.post(owner, f"{picker(shop)}/choose", plan=shop.plan.sku, form_token="t", currency="USD")
    order = shop.stored(answer.location.rpartition("/")[2])
    assert (order.amount_minor, order.currency) == (900, "USD")


def test_what_was_chosen_at_an_estimate_is_charged_as_named(shop: Shop, owner: FlaskClient) -> None:
    trade(shop, RATES, {"CN": "HKD"})
    answer = shop.post(owner, f"{picker(shop)}/choose", plan=shop.plan.sku, form_token="t", currency="HKD")
    assert "Pay US$9.00" in owner.get(answer.location).text


def test_the_same_plan_in_another_currency_is_another_order(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    sent = {"plan": shop.plan.sku, "form_token": "t"}
    made = [
        shop.post(owner, f"{picker(shop)}/choose", **sent, currency=name).location for name in ("USD", "CNY", "CNY")
    ]
    assert len(set(made)) == 2


def test_a_mistake_keeps_the_currency_of_the_page(shop: Shop, owner: FlaskClient) -> None:
    trade(shop)
    price(shop, shop.plan, 6400)
    answer = shop.post(owner, f"{picker(shop)}/choose", form_token="t", currency="CNY")
    assert answer.status_code == 422
    assert "CN¥64.00" in answer.text


def test_an_expired_card_still_gets_its_reason(shop: Shop, owner: FlaskClient) -> None:
    trade(shop, RATES)
    shop.card = rows.card(shop.session, shop.owner, ends_at=shop.at - timedelta(days=1))
    assert "This card has expired" in owner.get(picker(shop)).text


def test_strangers_find_no_such_card(shop: Shop, stranger: FlaskClient) -> None:
    assert shop.post(stranger, f"{picker(shop)}/currency", currency="USD").status_code == 404


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    assert "/auth/sign-in" in shop.post(shop.browser(), f"{picker(shop)}/currency", currency="USD").location
