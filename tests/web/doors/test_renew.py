"""Issue 5, point 2: the page that a reminder's link opens, and its one button."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.fakes import APPROVAL
from tests.renew_links import made, opened, ordered, pay, shown, token_of
from tests.web.browsers import CHINESE, HTMX
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import NotSent


def test_the_token_leaves_the_address_at_once(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = shop.browser().get(f"/r/{token_of(shop, link.ref)}")
    assert (answer.status_code, answer.location) == (303, f"/renew/{link.ref}")
    assert answer.headers["Referrer-Policy"] == "origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_it_shows_the_card_masked_what_the_plan_does_and_its_price(shop: Shop) -> None:
    shop.card.label = "Mum's tablet"
    shop.session.commit()
    link = made(shop.session, shop.card)
    page = opened(shop, link).get(f"/renew/{link.ref}").text
    for words in (shop.card.iccid[-4:], "Agree and pay US$9.00", "3\xa0GB", "8\xa0GB", "30 Nov 2026", "30 Dec 2026"):
        assert words in page
    for secret in ("Mum", shop.card.iccid, shop.owner.msisdn):
        assert secret not in page


def test_in_chinese_the_button_says_so(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    page = opened(shop, link).get(f"/renew/{link.ref}", headers=CHINESE).text
    assert "同意条款并支付 US$9.00" in page


def test_one_press_leads_to_paypal(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link, email="li@example.com")
    assert answer.location.startswith(APPROVAL)
    order = ordered(shop)
    assert (order.link_id, order.owner_id, order.receipt_email) == (link.id, shop.owner.id, "li@example.com")
    assert order.visitor_hash
    assert order.terms_agreed_at == shop.at


def test_under_htmx_the_hop_is_a_header(shop: Shop) -> None:
    shop.app.config["WTF_CSRF_ENABLED"] = False
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    form = {"shown": shown(browser, link), "form_token": "one form", "way": "paypal"}
    answer = browser.post(f"/renew/{link.ref}", data=form, headers=HTMX)
    assert answer.headers["HX-Redirect"].startswith(APPROVAL)


def test_the_signed_in_owner_comes_in_by_the_link_too(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    assert pay(shop, opened(shop, link, owner), link).location.startswith(APPROVAL)
    assert owner.get(f"/checkout/{ordered(shop).ref}").status_code == 200


def test_pressed_twice_it_is_one_order(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert pay(shop, browser, link).location == pay(shop, browser, link).location
    assert (shop.count("orders"), shop.count("payments")) == (1, 1)


def test_card_and_apple_pay_are_on_the_order_itself_with_the_address_kept(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    answer = pay(shop, browser, link, way="other", email="li@example.com")
    assert answer.location == f"/checkout/{ordered(shop).ref}"
    assert 'value="li@example.com"' in browser.get(answer.location).text
    assert shop.count("payments") == 0


def test_a_price_that_changed_is_shown_and_paid_by_the_next_press(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    was = shown(browser, link)
    shop.plan.prices[0].amount_minor = 1100
    shop.session.commit()
    answer = pay(shop, browser, link, shown=was)
    assert answer.status_code == 409
    assert "This has changed" in answer.text
    assert "Agree and pay US$11.00" in answer.text
    assert shop.count("orders") == 0
    assert pay(shop, browser, link).location.startswith(APPROVAL)


def test_another_end_than_the_one_that_was_shown_is_not_charged(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    was = shown(browser, link)
    shop.card.ends_at = shop.at + timedelta(days=20)
    shop.session.commit()
    assert pay(shop, browser, link, shown=was).status_code == 409
    assert shop.count("orders") == 0


def test_an_address_that_is_none_is_said_beside_it(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = pay(shop, opened(shop, link), link, email="li@")
    assert answer.status_code == 422
    assert 'value="li@"' in answer.text
    assert shop.count("orders") == 0


def test_the_reminders_plan_is_suggested_while_it_is_sold(shop: Shop) -> None:
    dear = rows.plan(shop.session, price_minor=2900)
    link = made(shop.session, shop.card, sku=dear.sku)
    browser = opened(shop, link)
    assert shown(browser, link).startswith(f"{dear.sku}|USD|2900|")
    dear.sold_until = shop.at - timedelta(hours=1)
    shop.session.commit()
    assert shown(browser, link).startswith(f"{shop.plan.sku}|USD|900|")


def test_where_much_would_be_lost_the_plan_waits(shop: Shop) -> None:
    shop.plan.stacking, shop.plan.gate_bytes = "gated", 9 * BYTES_PER_GB
    shop.session.commit()
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert "It waits until your running plan is about to end" in browser.get(f"/renew/{link.ref}").text
    pay(shop, browser, link)
    assert ordered(shop).starts == "queued"


def test_where_it_cannot_wait_the_loss_is_asked_about(shop: Shop) -> None:
    shop.plan.stacking, shop.plan.gate_bytes = "gated", 9 * BYTES_PER_GB
    shop.card.ends_at = shop.at + timedelta(minutes=20)
    shop.session.commit()
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert pay(shop, browser, link).status_code == 422
    assert pay(shop, browser, link, loss="y").location.startswith(APPROVAL)
    assert ordered(shop).loss_agreed_at == shop.at


def test_when_paypal_does_not_answer_the_next_press_goes_on(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    shop.gateway.fail("create", NotSent("down"))
    answer = pay(shop, browser, link)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "PayPal is not answering" in answer.text
    assert pay(shop, browser, link).location.startswith(APPROVAL)


def test_a_renewal_under_way_is_said_and_nothing_is_charged(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    was = shown(browser, link)
    shop.order("paid")
    assert browser.get(f"/renew/{link.ref}").status_code == 409
    assert pay(shop, browser, link, shown=was).status_code == 409
    assert shop.count("payments") == 0


def test_another_plan_needs_signing_in(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert f"/plans/cards/{shop.card.ref}" in browser.get(f"/renew/{link.ref}").text
    assert "/auth/sign-in" in browser.get(f"/plans/cards/{shop.card.ref}").location


@pytest.mark.parametrize(("locale", "title"), [("en", "Renew your T-M card"), ("zh", "续费您的 T-M card")])
def test_without_the_cookie_it_tells_nothing_and_chats_see_the_language_of_the_link(
    shop: Shop, locale: str, title: str
) -> None:
    link = made(shop.session, shop.card, locale=locale)
    page = shop.browser().get(f"/renew/{link.ref}")
    assert page.status_code == 200
    assert f'<meta property="og:title" content="{title}">' in page.text
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert not any(secret in page.text for secret in (shop.card.iccid[-4:], "US$", " GB", shop.card.ref))


def test_without_having_opened_the_link_nothing_can_be_paid(shop: Shop, stranger: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    was = shown(opened(shop, link), link)
    for client in (shop.browser(), stranger):
        assert "Open the link once more" in pay(shop, client, link, shown=was).text
    assert shop.count("orders") == 0
