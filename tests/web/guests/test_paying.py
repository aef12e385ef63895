"""One tap from the plans to PayPal; and everything that stands against it, said before money moves."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import rows
from tests.guest_links import ADDRESS, made, opened, pay
from tests.web.shop import Shop
from tmcard.domain.money import Money
from tmcard.domain.ports import NotSent
from tmcard.services import guesting
from tmcard.store.models import Order
from tmcard.store.transactions import release


def _ordered(shop: Shop) -> Order:
    found = shop.session.query(Order).order_by(Order.id.desc()).first()
    release(shop.session)
    if found is None:
        raise LookupError
    return shop.stored(found.ref)


def test_one_tap_leads_to_paypal(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link)
    assert answer.status_code == 303
    assert "CHECKOUT" in answer.location
    order = _ordered(shop)
    assert (order.link_id, order.owner_id, order.receipt_email) == (link.id, shop.owner.id, ADDRESS)
    assert order.visitor_hash
    assert order.terms_agreed_at == shop.at


def test_the_order_reads_and_counts_as_its_payer_does(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    browser.set_cookie("lang", "zh")
    browser.set_cookie("zone", "Europe/Lisbon")
    pay(shop, browser, link)
    order = _ordered(shop)
    assert (order.locale, order.zone) == ("zh", "Europe/Lisbon")


def test_pressed_twice_it_is_one_order(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert pay(shop, browser, link).location == pay(shop, browser, link).location
    assert (shop.count("orders"), shop.count("payments")) == (1, 1)


def test_the_other_ways_to_pay_are_on_the_page_of_the_order(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link, way="other")
    assert answer.location == f"/checkout/{_ordered(shop).ref}"
    assert shop.count("payments") == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "", "Enter an e-mail address"),
        ("email", "nobody", "Enter an e-mail address"),
        ("email", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.example", "e-mail address"),
        ("plan", "", "Choose a plan"),
        ("plan", "no-such-plan|USD|1", "not sold any more"),
    ],
)
def test_what_is_wrong_is_said_beside_it(shop: Shop, field: str, value: str, words: str) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link, **{field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert shop.count("orders") == 0


def test_another_price_than_the_one_that_was_shown_is_not_charged(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link, plan=f"{shop.plan.sku}|USD|100")
    assert answer.status_code == 409
    assert "The price has changed" in answer.text
    assert "US$9.00" in answer.text
    assert shop.count("orders") == 0


def test_a_plan_beyond_the_link_cannot_be_had_by_naming_it(shop: Shop) -> None:
    dear = rows.plan(shop.session, price_minor=2900)
    for wanted in ({"skus": (shop.plan.sku,)}, {"most": Money(900, "USD")}):
        link = made(shop.session, shop.card, **wanted)
        answer = pay(shop, opened(shop, link), link, plan=f"{dear.sku}|USD|2900")
        assert answer.status_code == 422
    assert shop.count("orders") == 0


def test_without_having_opened_the_link_nothing_can_be_paid(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    assert pay(shop, shop.browser(), link).location == f"/guest/{link.ref}"
    assert shop.count("orders") == 0


def _revoked(shop: Shop) -> str:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    guesting.revoke(shop.session, link, shop.at)
    return pay(shop, browser, link).text


def _used_up(shop: Shop) -> str:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    shop.order("credited", link_id=link.id)
    return pay(shop, browser, link).text


def _expired(shop: Shop) -> str:
    link = made(shop.session, shop.card, lasts=timedelta(hours=1))
    browser = opened(shop, link)
    shop.later(hours=1)
    return pay(shop, browser, link).text


@pytest.mark.parametrize(
    ("happen", "words"),
    [(_revoked, "was taken back"), (_used_up, "has been used already"), (_expired, "has ended")],
)
def test_what_happened_since_the_page_was_opened_counts(shop: Shop, happen: Callable[[Shop], str], words: str) -> None:
    assert words in happen(shop)
    assert shop.count("payments") == 0


def test_when_paypal_does_not_answer_it_says_so_and_the_next_tap_goes_on(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    shop.gateway.fail("create", NotSent("down"))
    answer = pay(shop, browser, link)
    assert answer.status_code == 503
    assert "PayPal is not answering" in answer.text
    assert ADDRESS in answer.text
    assert "CHECKOUT" in pay(shop, browser, link).location


def test_the_owners_currency_and_number_play_no_part(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    page = opened(shop, link).get(f"/guest/{link.ref}").text
    assert "CN¥" not in page
    assert "US$9.00" in page
