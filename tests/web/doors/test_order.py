"""Issue 5, point 2: what somebody without an account may do with the order that they made through a link."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import guest_links, renew_links, rows
from tests.renew_links import made, opened, ordered, pay, token_of
from tests.web.browsers import HTMX
from tests.web.checkout.test_pay import pay as pay_order
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.store.models import Order
from tmcard.store.transactions import write

PAGES = ("", "/status", "/review", "/cancel", "/receipt", "/receipt.pdf")
FORMS = ("/pay", "/attempts", "/script-errors", "/requote", "/starts", "/start-queued", "/cancel-queued")


def _visited(shop: Shop) -> tuple[FlaskClient, Order]:
    """A browser that made an order by a link to renew, and the order."""
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    pay(shop, browser, link, way="other")
    return browser, ordered(shop)


def _guests(shop: Shop) -> tuple[FlaskClient, Order]:
    """A guest's browser, and the guest's order."""
    link = guest_links.made(shop.session, shop.card)
    browser = guest_links.opened(shop, link)
    guest_links.pay(shop, browser, link, way="other")
    return browser, ordered(shop)


def _put(shop: Shop, order: Order, **values: object) -> None:
    with write(shop.session, "put"):
        row = shop.session.merge(order)
        for name, value in values.items():
            setattr(row, name, value)


def test_it_is_paid_without_signing_in(shop: Shop) -> None:
    browser, order = _visited(shop)
    assert "Check and pay" in browser.get(f"/checkout/{order.ref}").text
    assert pay_order(shop, browser, order, email="li@example.com").status_code == 303
    assert shop.stored(order.ref).receipt_email == "li@example.com"


def test_the_script_of_the_pay_page_begins_and_settles_too(shop: Shop) -> None:
    browser, order = _visited(shop)
    begun = shop.post(browser, f"/checkout/{order.ref}/attempts", method="card", terms="y", email="")
    assert begun.status_code == 200
    settled = shop.post(browser, f"/checkout/{order.ref}/attempts/{begun.json['id']}/settle")  # type: ignore[index]  # it is an object
    assert settled.status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["browser", "htmx"])
def test_nobody_else_sees_it(shop: Shop, stranger: FlaskClient, path: str, headers: dict[str, str]) -> None:
    _browser, order = _visited(shop)
    other = opened(shop, made(shop.session, rows.card(shop.session, rows.owner(shop.session))))
    nobody = shop.browser()
    assert stranger.get(f"/checkout/{order.ref}{path}", headers=headers).status_code == 404
    for client in (nobody, other):
        assert client.get(f"/checkout/{order.ref}{path}", headers=headers).status_code in (303, 401)


@pytest.mark.parametrize("path", FORMS)
def test_nobody_else_sends_its_forms(shop: Shop, stranger: FlaskClient, path: str) -> None:
    _browser, order = _visited(shop)
    other = opened(shop, made(shop.session, rows.card(shop.session, rows.owner(shop.session))))
    assert shop.post(stranger, f"/checkout/{order.ref}{path}").status_code == 404
    assert "/auth/sign-in" in shop.post(other, f"/checkout/{order.ref}{path}").location
    assert shop.stored(order.ref).status == "open"


@pytest.mark.parametrize("status", ["open", "paid", "credited", "refunded", "cancelled", "queued"])
def test_its_pages_lead_nowhere_into_the_account(shop: Shop, status: str) -> None:
    shop.card.label = "Mum's tablet"
    shop.session.commit()
    browser, order = _visited(shop)
    _put(shop, order, status=status, paid_at=shop.at, deadline_at=shop.at + timedelta(minutes=9))
    page = browser.get(f"/checkout/{order.ref}").text
    assert shop.card.iccid[-4:] in page
    for secret in ("Mum", f"/dashboard/cards/{shop.card.ref}", f"/plans/cards/{shop.card.ref}", shop.owner.msisdn):
        assert secret not in page


def test_its_owner_sees_it_as_their_own(shop: Shop, owner: FlaskClient) -> None:
    _browser, order = _visited(shop)
    assert "Check and pay" in owner.get(f"/checkout/{order.ref}").text


def test_the_owner_watches_what_a_guest_pays_and_no_more(shop: Shop, owner: FlaskClient) -> None:
    _browser, order = _guests(shop)
    assert owner.get(f"/checkout/{order.ref}").status_code == 404
    assert pay_order(shop, owner, order).status_code == 404
    _put(shop, order, status="credited", paid_at=shop.at)
    page = owner.get(f"/checkout/{order.ref}").text
    assert "Your card is renewed" in page
    assert guest_links.ADDRESS not in page
    assert "/receipt" not in page
    for path in ("/receipt", "/receipt.pdf", "/review"):
        assert owner.get(f"/checkout/{order.ref}{path}").status_code == 404


def test_a_guest_who_kept_it_sees_it_in_their_account(shop: Shop, stranger: FlaskClient) -> None:
    _browser, order = _guests(shop)
    assert stranger.get(f"/checkout/{order.ref}").status_code == 404
    reader = rows.owner(shop.session)
    _put(shop, order, payer_id=reader.id)
    assert "Check and pay" in shop.browser(reader).get(f"/checkout/{order.ref}").text


def test_a_visitors_address_is_not_kept_in_the_owners_account(shop: Shop, owner: FlaskClient) -> None:
    browser, order = _visited(shop)
    pay_order(shop, browser, order, email="visitor@example.com")
    shop.session.refresh(shop.owner)
    assert shop.owner.email is None


def test_the_owners_address_is_not_shown_to_a_visitor(shop: Shop) -> None:
    shop.owner.email = "li@example.com"
    shop.session.commit()
    browser, order = _visited(shop)
    assert "li@example.com" not in browser.get(f"/checkout/{order.ref}").text


def test_a_fresh_quote_stays_with_the_browser(shop: Shop) -> None:
    browser, order = _visited(shop)
    shop.later(minutes=16)
    answer = shop.post(browser, f"/checkout/{order.ref}/requote")
    fresh = shop.stored(answer.location.partition("?")[0].rpartition("/")[2])
    assert (fresh.link_id, fresh.visitor_hash) == (order.link_id, order.visitor_hash)
    assert browser.get(answer.location).status_code == 200


def test_tries_with_cards_are_counted_for_the_link_not_for_the_owner(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    answers = []
    for number in range(11):
        browser = opened(shop, link)
        path = pay(shop, browser, link, way="other", form_token=f"form {number}").location
        answers.append(shop.post(browser, f"{path}/attempts", method="card", terms="y", email="").status_code)
    assert answers == [200] * 10 + [429]
    own = shop.order()
    assert shop.post(owner, f"/checkout/{own.ref}/attempts", method="card", terms="y", email="").status_code == 200


def test_back_from_paypal_the_browser_that_paid_sees_the_order(shop: Shop) -> None:
    browser, order = _visited(shop)
    assert browser.get(f"/checkout/{order.ref}/return").location == f"/checkout/{order.ref}"
    assert "looking after your payment" in shop.browser().get(f"/checkout/{order.ref}/return").text


def test_the_link_of_a_receipt_leads_back_to_the_order_in_any_browser(shop: Shop) -> None:
    _browser, order = _visited(shop)
    browser = shop.browser()
    answer = browser.get(f"/o/{token_of(shop, order.ref, Purpose.ORDER)}")
    assert (answer.status_code, answer.location) == (303, f"/checkout/{order.ref}")
    assert answer.headers["Referrer-Policy"] == "origin"
    assert browser.get(answer.location).status_code == 200


def test_the_link_of_a_receipt_ends_after_half_a_year_and_no_other_token_opens_it(shop: Shop) -> None:
    _browser, order = _visited(shop)
    for purpose in set(Purpose) - {Purpose.ORDER}:
        assert shop.browser().get(f"/o/{token_of(shop, order.ref, purpose)}").status_code == 404
    shop.later(days=181)
    answer = shop.browser().get(f"/o/{token_of(shop, order.ref, Purpose.ORDER)}")
    assert (answer.status_code, "This link is too old" in answer.text) == (410, True)


def test_opening_any_link_changes_nothing(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    assert renew_links.shown(opened(shop, link), link)
    assert (shop.count("orders"), shop.count("messages"), shop.count("sessions")) == (0, 0, 0)
