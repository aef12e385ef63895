"""What is on, where a plan is picked: the price before and after, why, and the code box."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.services.promoting.ons import coupon, promotion
from tests.web.shop import Shop

SALE = {"name_en": "Autumn sale", "name_zh": "秋季特惠"}


@pytest.fixture
def picker(shop: Shop) -> str:
    """The address of the card's picker."""
    return f"/plans/cards/{shop.card.ref}"


def test_a_sale_shows_both_prices_why_and_the_day_s_price(shop: Shop, owner: FlaskClient, picker: str) -> None:
    promotion(shop.session, **SALE)
    page = owner.get(picker).text
    for shown in ("US$9.00</del>", "US$7.20", "Autumn sale: US$1.80 off", "US$0.24 a day"):
        assert shown in page


def test_a_sale_names_the_lowest_price_of_the_thirty_days_before(shop: Shop, owner: FlaskClient, picker: str) -> None:
    promotion(shop.session, **SALE, starts_at=shop.at - timedelta(hours=1))
    assert "Lowest price in the 30 days before: US$9.00" in owner.get(picker).text


def test_a_sale_is_announced_with_its_end_in_its_own_zone(shop: Shop, owner: FlaskClient, picker: str) -> None:
    promotion(shop.session, **SALE, ends_at=shop.at + timedelta(days=2), zone="Asia/Tokyo")
    page = owner.get(picker).text
    assert "Until" in page
    assert "24 November 2026, 15:05 (Tokyo time)" in page


def test_a_first_order_is_not_called_a_sale(shop: Shop, owner: FlaskClient, picker: str) -> None:
    promotion(shop.session, "first_order", effect={"amounts": {"USD": 200}}, name_en="First order")
    page = owner.get(picker).text
    assert "First order: US$2.00 off" in page
    assert "Lowest price" not in page


def test_more_data_at_the_same_price_strikes_nothing(shop: Shop, owner: FlaskClient, picker: str) -> None:
    promotion(shop.session, **SALE, effect={"loads": {shop.plan.sku: ["AS-6-30", 6 * 1024**3]}})
    page = owner.get(picker).text
    assert "Autumn sale: 1\N{NO-BREAK SPACE}GB more" in page
    assert "6\N{NO-BREAK SPACE}GB · 30 days" in page
    assert "<del" not in page


def test_the_same_in_chinese(shop: Shop) -> None:
    promotion(shop.session, **SALE)
    reader = rows.owner(shop.session, locale="zh")
    page = shop.browser(reader).get(f"/plans/cards/{rows.card(shop.session, reader).ref}").text
    assert "秋季特惠：立减 US$1.80" in page
    assert "有优惠码" in page


def test_without_promotions_nothing_is_struck(owner: FlaskClient, picker: str) -> None:
    page = owner.get(picker).text
    assert "<del" not in page
    assert 'id="banner"' not in page


def test_a_code_changes_the_prices_and_the_quote(shop: Shop, owner: FlaskClient, picker: str) -> None:
    coupon(shop.session, name_en="Holiday")
    assert shop.post(owner, f"{picker}/code", code="holiday26").status_code == 303
    assert "Holiday: US$2.00 off" in owner.get(picker).text
    answer = shop.post(owner, f"{picker}/choose", plan=shop.plan.sku, form_token="t", currency="USD")
    order = shop.stored(answer.location.rpartition("/")[2])
    assert (order.amount_minor, order.list_minor) == (700, 900)


def test_a_code_that_does_nothing_here_says_why_beside_the_field(shop: Shop, owner: FlaskClient, picker: str) -> None:
    coupon(shop.session, skus=["another"])
    answer = shop.post(owner, f"{picker}/code", code="HOLIDAY26")
    assert answer.status_code == 422
    for shown in ("This code is not for this plan", 'value="HOLIDAY26"', 'id="code-error"', "<title>Error:"):
        assert shown in answer.text


def test_a_code_is_taken_back_at_the_picker(shop: Shop, owner: FlaskClient, picker: str) -> None:
    coupon(shop.session)
    shop.post(owner, f"{picker}/code", code="HOLIDAY26")
    shop.post(owner, f"{picker}/code", take_back="HOLIDAY26")
    assert "HOLIDAY26" not in owner.get(picker).text


def test_a_kept_code_that_ended_says_so(shop: Shop, owner: FlaskClient, picker: str) -> None:
    coupon(shop.session, ends_at=shop.at + timedelta(hours=1))
    shop.post(owner, f"{picker}/code", code="HOLIDAY26")
    shop.later(hours=2)
    assert "This code is over" in owner.get(picker).text


def test_strangers_and_signed_out_readers_say_no_code_here(shop: Shop, stranger: FlaskClient, picker: str) -> None:
    assert shop.post(stranger, f"{picker}/code", code="HOLIDAY26").status_code == 404
    assert "/auth/sign-in" in shop.post(shop.browser(), f"{picker}/code", code="HOLIDAY26").location
