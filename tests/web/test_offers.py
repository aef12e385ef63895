"""What is on, in words and on the front page."""

from datetime import timedelta

from flask import render_template_string
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.services.promoting.ons import promotion
from tests.statements import counted
from tests.web.shop import Shop
from tmcard.domain.plans import Starts
from tmcard.store.transactions import write
from tmcard.web.offers import BEGINS


def test_the_front_page_says_what_is_on_and_until_when(shop: Shop) -> None:
    promotion(shop.session, name_en="Autumn sale", ends_at=shop.at + timedelta(days=1))
    page = shop.browser().get("/").text
    for shown in ("Autumn sale", "20% off", "23 November 2026, 14:05 (Beijing time)"):
        assert shown in page


def test_coupons_and_rewards_are_on_no_banner(shop: Shop) -> None:
    promotion(shop.session, "coupon", code="SECRET26", name_en="Quiet one")
    promotion(shop.session, "reward", name_en="Thanks")
    assert 'id="banner"' not in shop.browser().get("/").text


def test_within_a_minute_the_front_page_asks_the_database_nothing(shop: Shop) -> None:
    browser = shop.browser()
    browser.get("/")
    with counted() as statements:
        browser.get("/")
    assert statements == []


def test_a_sale_that_ends_within_the_minute_is_not_on_any_more(shop: Shop) -> None:
    promotion(shop.session, ends_at=shop.at + timedelta(seconds=20))
    assert 'id="banner"' in shop.browser().get("/").text
    shop.later(seconds=21)
    assert 'id="banner"' not in shop.browser().get("/").text


def test_after_a_minute_the_board_is_looked_up_again(shop: Shop) -> None:
    shop.browser().get("/")
    promotion(shop.session)
    assert 'id="banner"' not in shop.browser().get("/").text
    shop.later(seconds=61)
    assert 'id="banner"' in shop.browser().get("/").text


def test_a_front_page_without_its_board_is_still_a_front_page(shop: Shop, visitor: FlaskClient) -> None:
    with write(shop.session, "broken"):
        shop.session.execute(text("ALTER TABLE promotions RENAME TO elsewhere"))
    assert visitor.get("/").status_code == 200


def test_every_start_of_a_period_has_words() -> None:
    assert set(BEGINS) == set(Starts)


def test_a_review_can_fold_a_plan_s_countries_and_say_when_it_begins(shop: Shop) -> None:
    page = '{% from "components/plan.html" import plan_facts %}{{ plan_facts(plan, true) }}'
    plan = {"starts": "first_byte", "countries": ["KR", "JP"]}
    with shop.app.test_request_context():
        shown = render_template_string(page, plan=plan)
    assert "Begins with the first data you use" in shown
    assert shown.index("Japan") < shown.index("South Korea")
