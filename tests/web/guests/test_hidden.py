"""What the owner hides stays hidden to the end: on the review, on the page that is watched, in the mails."""

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.guest_links import made, opened, pay
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.store.models import Link, Order
from tmcard.store.transactions import release, write

TELLING = ("Data left", "Good until", "30 November 2026", "30 Nov 2026", "30 December 2026", "30 Dec 2026")


def _told(text: str) -> list[str]:
    return [words for words in TELLING if words in text]


def _ordered(shop: Shop, link: Link) -> tuple[FlaskClient, str]:
    browser = opened(shop, link)
    browser.set_cookie("zone", "Asia/Shanghai")
    return browser, pay(shop, browser, link, way="other").location


def _delivered(shop: Shop, path: str) -> None:
    order = shop.stored(path.rpartition("/")[2])
    facts = {"status": "credited", "paid_at": shop.at, "ended_at": shop.at, "stated_ends_at": shop.card.ends_at}
    with write(shop.session, "delivered"):
        for name, value in facts.items():
            setattr(order, name, value)
        shop.session.merge(order)


def test_the_review_does_not_say_what_is_left(shop: Shop) -> None:
    browser, path = _ordered(shop, made(shop.session, shop.card))
    assert _told(browser.get(path).text) == []
    browser, path = _ordered(shop, made(shop.session, shop.card, shows_rest=True))
    assert _told(browser.get(path).text) != []


def test_the_page_of_what_was_delivered_says_what_was_paid_for(shop: Shop) -> None:
    browser, path = _ordered(shop, made(shop.session, shop.card))
    _delivered(shop, path)
    page = browser.get(path).text
    assert _told(page) == []
    assert "Loaded" in page


def test_the_owner_sees_their_own_card_all_the_same(shop: Shop, owner: FlaskClient) -> None:
    _browser, path = _ordered(shop, made(shop.session, shop.card))
    _delivered(shop, path)
    page = owner.get(path).text
    assert "Data left" in page
    assert "payer@guests.example" not in page


def test_the_owners_word_for_the_card_is_not_shown(shop: Shop) -> None:
    with write(shop.session, "named"):
        shop.card.label = "Canary"
        shop.session.merge(shop.card)
    browser, path = _ordered(shop, made(shop.session, shop.card, shows_rest=True))
    assert "Canary" not in browser.get(path).text
    _delivered(shop, path)
    assert "Canary" not in browser.get(path).text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_only_a_link_for_guests_hides_anything(shop: Shop, purpose: Purpose) -> None:
    link = Link(purpose=purpose)
    release(shop.session)
    assert not Order(link=link).hides_rest
    assert not Order().hides_rest
    assert not rows.order(shop.session, shop.card, shop.plan).hides_rest
