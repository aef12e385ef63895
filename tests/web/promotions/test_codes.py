"""Codes: said, kept in the browser, taken back, and refused with the reason."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.services.promoting.ons import coupon
from tests.web.browsers import CHINESE, HTMX
from tests.web.shop import Shop
from tmcard.domain.promotions import Reason
from tmcard.services.trying import TRIES
from tmcard.web.offers import REASONS

PAGE = "/promotions/"


def say(shop: Shop, browser: FlaskClient, code: str) -> str:
    """Type a code on the page of offers, and answer what is shown then."""
    answer = shop.post(browser, f"{PAGE}code", code=code)
    return browser.get(answer.location).text if answer.status_code == 303 else answer.text


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)


def test_a_code_is_kept_without_signing_in(shop: Shop) -> None:
    coupon(shop.session)
    browser = shop.browser()
    assert "Code HOLIDAY26" in say(shop, browser, " holiday26 ")


def test_a_code_outlives_signing_in(shop: Shop) -> None:
    coupon(shop.session)
    browser = shop.browser()
    say(shop, browser, "HOLIDAY26")
    rows.sign_in(browser, shop.session, shop.owner, shop.at)
    assert "US$7.00" in browser.get(f"/plans/cards/{shop.card.ref}").text


def test_a_code_is_taken_back(shop: Shop) -> None:
    coupon(shop.session)
    browser = shop.browser()
    say(shop, browser, "HOLIDAY26")
    shop.post(browser, f"{PAGE}code", take_back="HOLIDAY26")
    assert "HOLIDAY26" not in browser.get(PAGE).text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"starts_at": rows.NOW + timedelta(days=1)}, "does not count yet"),
        ({"ends_at": rows.NOW}, "This code is over"),
        ({"code": "OTHER2026"}, "There is no such code"),
    ],
)
def test_a_bad_code_says_why_and_keeps_what_was_typed(shop: Shop, values: dict[str, object], words: str) -> None:
    coupon(shop.session, **{"code": "HOLIDAY26", **values})  # type: ignore[arg-type]  # one of them is a code
    answer = shop.post(shop.browser(), f"{PAGE}code", code="Holiday26")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Holiday26"' in answer.text
    assert "<title>Error:" in answer.text


@pytest.mark.parametrize("typed", ["", "   ", "X" * 41, "<b>"])
def test_what_cannot_be_a_code_is_refused(shop: Shop, typed: str) -> None:
    assert shop.post(shop.browser(), f"{PAGE}code", code=typed).status_code == 422


def test_the_reason_is_said_in_chinese(shop: Shop) -> None:
    browser = shop.browser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(PAGE).text)
    data = {"csrf_token": token.group(1) if token else "", "code": "NOSUCH26"}
    assert "没有这个优惠码" in browser.post(f"{PAGE}code", data=data, headers=CHINESE).text


def test_htmx_is_led_back_by_a_header(shop: Shop, owner: FlaskClient) -> None:
    coupon(shop.session)
    token = re.search(r'name="csrf_token" value="([^"]+)"', owner.get(PAGE).text)
    data = {"csrf_token": token.group(1) if token else "", "code": "HOLIDAY26"}
    answer = owner.post(f"{PAGE}code", data=data, headers=HTMX)
    assert answer.headers["HX-Redirect"] == PAGE


def test_an_address_fills_a_code_in_and_says_it_not(shop: Shop) -> None:
    coupon(shop.session)
    browser = shop.browser()
    assert 'value="HOLIDAY26"' in browser.get(f"{PAGE}?code=HOLIDAY26").text
    assert "Code HOLIDAY26" not in browser.get(PAGE).text


def test_a_cookie_that_we_did_not_sign_holds_no_code(shop: Shop) -> None:
    coupon(shop.session)
    browser = shop.browser()
    browser.set_cookie("codes", "WyJIT0xJREFZMjYiXQ.x.y")
    assert "HOLIDAY26" not in browser.get(PAGE).text


def test_nobody_tries_out_codes_for_hours(shop: Shop) -> None:
    browser = shop.browser()
    answers = [shop.post(browser, f"{PAGE}code", code=f"GUESS{number}") for number in range(TRIES[0].count + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]
    shop.later(hours=1)
    assert shop.post(browser, f"{PAGE}code", code="GUESS").status_code == 422


def test_a_fourth_code_takes_the_place_of_the_first(shop: Shop) -> None:
    browser = shop.browser()
    for number in range(1, 5):
        coupon(shop.session, f"AUTUMN-{number}")
        page = say(shop, browser, f"AUTUMN-{number}")
    assert "Code AUTUMN-4" in page
    assert "Code AUTUMN-1" not in page
