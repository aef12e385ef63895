"""A fresh price after the old one has run out, shown before anything is paid."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.web.shop import Shop
from tmcard.store.models import Order, PlanPrice
from tmcard.store.transactions import write


def requote(shop: Shop, client: FlaskClient, order: Order) -> TestResponse:
    """Press the button."""
    return shop.post(client, f"/checkout/{order.ref}/requote")


def run_out(shop: Shop) -> Order:
    """An order whose quote has ended."""
    return shop.order(created_at=shop.at - timedelta(minutes=20))


def test_the_new_order_is_reviewed(shop: Shop, owner: FlaskClient) -> None:
    answer = requote(shop, owner, run_out(shop))
    assert answer.status_code == 303
    page = owner.get(answer.location).text
    assert "Price and new end are the same as before" in page
    assert "Pay US$9.00" in page


def test_a_changed_price_is_said(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    with write(shop.session, "dearer"):
        shop.session.execute(update(PlanPrice).values(amount_minor=950))
    page = owner.get(requote(shop, owner, order).location).text
    assert "The price changed from" in page
    assert "Pay US$9.50" in page


def test_a_changed_end_is_said(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order(created_at=shop.at - timedelta(minutes=20), after_ends_at=shop.at)
    assert "The new end changed" in owner.get(requote(shop, owner, order).location).text


def test_pressing_twice_is_one_order(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    assert requote(shop, owner, order).location == requote(shop, owner, order).location
    assert shop.count("orders") == 2


def test_a_paid_order_is_shown_instead(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("paid")
    assert requote(shop, owner, order).location == f"/checkout/{order.ref}"
    assert shop.count("orders") == 1


def test_a_plan_no_longer_sold_is_said(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    with write(shop.session, "withdrawn"):
        shop.session.execute(update(PlanPrice).values(currency="EUR"))
    answer = requote(shop, owner, order)
    assert answer.status_code == 409
    assert "not sold any more" in answer.text


def test_strangers_find_no_such_order(shop: Shop, stranger: FlaskClient) -> None:
    assert requote(shop, stranger, run_out(shop)).status_code == 404


def test_somebody_elses_order_is_not_compared_with(shop: Shop, stranger: FlaskClient, owner: FlaskClient) -> None:
    page = owner.get(f"/checkout/{shop.order().ref}?after=0123456789ABCDEF").text
    assert "This is the current price" not in page
