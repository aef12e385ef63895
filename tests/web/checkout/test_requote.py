"""A quote that holds no more: paying shows the fresh one and what changed, and takes one more press."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests import rows
from tests.web.checkout.stale import dearer, pay, run_out
from tests.web.shop import Shop
from tmcard.store import cards
from tmcard.store.models import Order, PlanPrice
from tmcard.store.transactions import release, write


def requote(shop: Shop, client: FlaskClient, order: Order) -> TestResponse:
    """Press the button of the page that says a price has run out."""
    return shop.post(client, f"/checkout/{order.ref}/requote")


def withdraw(shop: Shop) -> None:
    """The plan is sold no more."""
    with write(shop.session, "withdrawn"):
        shop.session.execute(update(PlanPrice).values(currency="EUR"))


def newest(shop: Shop) -> Order:
    """The order that was made last."""
    ref = shop.session.scalars(select(Order.ref).order_by(Order.id.desc()).limit(1)).one()
    release(shop.session)
    return shop.stored(ref)


def test_paying_shows_the_fresh_quote_and_that_nothing_changed(shop: Shop, owner: FlaskClient) -> None:
    answer = pay(shop, owner, run_out(shop))
    assert answer.status_code == 409
    for shown in ("No money has been taken", "are the same as before", "Pay US$9.00", "holds until 14:20"):
        assert shown in answer.text
    assert shop.gateway.calls == []


def test_one_more_press_pays_the_fresh_quote(shop: Shop, owner: FlaskClient) -> None:
    page = pay(shop, owner, run_out(shop)).text
    fresh = newest(shop)
    assert f'action="/checkout/{fresh.ref}/pay"' in page
    assert 'value="li@example.com"' in page
    assert " checked" in page
    assert pay(shop, owner, fresh).status_code == 303
    assert shop.gateway.requests[0].amount == fresh.price


def test_the_first_tab_finds_what_the_second_one_was_quoted(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    pay(shop, owner, order)
    second, seen = newest(shop), owner.get(pay(shop, owner, order).location, follow_redirects=True)
    assert seen.request.path == f"/checkout/{second.ref}"
    assert "This is the current price" in seen.text
    assert shop.count("orders") == 2


def test_the_first_tab_finds_what_was_paid_in_the_second(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    pay(shop, owner, order)
    with write(shop.session, "paid"):
        shop.session.execute(update(Order).where(Order.ref == newest(shop).ref).values(status="paid"))
    assert pay(shop, owner, order).location == f"/checkout/{order.ref}"
    assert owner.get(f"/checkout/{order.ref}").location.startswith(f"/checkout/{newest(shop).ref}")


def test_the_requote_of_a_requote_compares_with_what_this_tab_showed(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    pay(shop, owner, order)
    second = newest(shop)
    shop.later(minutes=20)
    dearer(shop)
    page = pay(shop, owner, second).text
    assert "The price changed from" in page
    assert shop.stored(second.ref).status == "cancelled"
    assert shop.count("orders") == 3


@pytest.mark.parametrize("press", [pay, requote])
def test_a_plan_no_longer_sold_is_said(shop: Shop, owner: FlaskClient, press: Any) -> None:
    order = run_out(shop)
    withdraw(shop)
    answer = press(shop, owner, order)
    assert answer.status_code == 409
    assert "not sold any more" in answer.text
    assert shop.stored(order.ref).status == "open"


def test_a_card_that_expired_meanwhile_is_said(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    with write(shop.session, "ended"):
        cards.put(shop.session, shop.card.id, ends_at=shop.at)
    answer = pay(shop, owner, order)
    assert answer.status_code == 409
    assert "The card had expired" in answer.text


def test_while_money_may_be_moving_the_order_is_shown_instead(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    rows.payment(shop.session, order, "capturing")
    assert requote(shop, owner, order).location == f"/checkout/{order.ref}"
    assert shop.count("orders") == 1


def test_the_button_of_the_old_page_leads_to_the_review_of_the_new_order(shop: Shop, owner: FlaskClient) -> None:
    answer = requote(shop, owner, run_out(shop))
    assert answer.status_code == 303
    assert "This is the current price" in owner.get(answer.location).text


def test_pressing_twice_is_one_order(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    assert requote(shop, owner, order).location == requote(shop, owner, order).location
    assert shop.count("orders") == 2


def test_a_paid_order_is_shown_instead(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("paid")
    assert requote(shop, owner, order).location == f"/checkout/{order.ref}"
    assert shop.count("orders") == 1


@pytest.mark.parametrize("press", [pay, requote])
def test_strangers_find_no_such_order(shop: Shop, stranger: FlaskClient, press: Any) -> None:
    assert press(shop, stranger, run_out(shop)).status_code == 404
    assert shop.count("orders") == 1


@pytest.mark.parametrize("press", [pay, requote])
def test_signed_out_readers_sign_in_first(shop: Shop, press: Any) -> None:
    assert "/auth/sign-in" in press(shop, shop.browser(), run_out(shop)).location


def test_somebody_elses_order_is_not_compared_with(shop: Shop, owner: FlaskClient) -> None:
    reader = rows.owner(shop.session)
    theirs = rows.order(shop.session, rows.card(shop.session, reader), rows.plan(shop.session, 1))
    page = owner.get(f"/checkout/{shop.order().ref}?after={theirs.ref}").text
    assert "This has changed" not in page
    assert "This is the current price" not in page
