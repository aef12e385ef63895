"""Beginning to pay: agreed, once, and honest when it cannot begin."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows
from tests.fakes import APPROVAL
from tests.web.shop import Shop
from tmcard.domain.ports import NotSent, Refused, Unknown
from tmcard.store.models import Order


def pay(shop: Shop, client: FlaskClient, order: Order, **typed: Any) -> TestResponse:
    """Press the button, with the terms agreed to unless said otherwise."""
    fields = {"terms": "y", "email": "", **typed}
    return shop.post(client, f"/checkout/{order.ref}/pay", **{k: v for k, v in fields.items() if v is not None})


def test_paying_leads_to_paypal(shop: Shop, owner: FlaskClient) -> None:
    answer = pay(shop, owner, shop.order())
    assert answer.status_code == 303
    assert answer.location.startswith(APPROVAL)


def test_paypal_is_told_where_to_send_the_payer_back(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    pay(shop, owner, order)
    asked = shop.gateway.requests[0]
    assert asked.return_url == f"http://localhost/checkout/{order.ref}/return"
    assert asked.cancel_url == f"http://localhost/checkout/{order.ref}/cancel"
    assert asked.amount == order.price


def test_under_htmx_the_hop_is_a_header(shop: Shop, owner: FlaskClient) -> None:
    shop.app.config["WTF_CSRF_ENABLED"] = False
    path = f"/checkout/{shop.order().ref}/pay"
    answer = owner.post(path, data={"terms": "y"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith(APPROVAL)


def test_without_agreement_nothing_begins(shop: Shop, owner: FlaskClient) -> None:
    answer = pay(shop, owner, shop.order(), terms=None, email="li@example.com")
    assert answer.status_code == 422
    assert 'href="#terms">Agree to the terms to continue' in answer.text
    assert 'value="li@example.com"' in answer.text
    assert shop.gateway.calls == []


def test_an_address_that_is_none_is_refused_and_kept(shop: Shop, owner: FlaskClient) -> None:
    answer = pay(shop, owner, shop.order(), email="li@")
    assert answer.status_code == 422
    assert 'value="li@"' in answer.text
    assert shop.count("payments") == 0


def test_the_address_is_kept_on_the_order_and_for_next_time(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    pay(shop, owner, order, email=" li@QQ.com ")
    assert shop.stored(order.ref).receipt_email == "li@qq.com"
    assert 'value="li@qq.com"' in owner.get(f"/checkout/{shop.order().ref}").text


def test_another_address_does_not_replace_the_owners(shop: Shop) -> None:
    reader = rows.owner(shop.session, email="li@example.com")
    order = rows.order(shop.session, rows.card(shop.session, reader), shop.plan)
    browser = shop.browser(reader)
    pay(shop, browser, order, email="office@example.com")
    assert 'value="li@example.com"' in browser.get(f"/checkout/{order.ref}/review").text


def test_pressing_twice_is_one_attempt(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    first, second = pay(shop, owner, order), pay(shop, owner, order)
    assert first.location == second.location
    assert len(shop.attempts(order)) == 1
    assert shop.gateway.calls == ["create"]


@pytest.mark.parametrize("error", [NotSent("unreachable"), Unknown("time_out")])
def test_when_paypal_does_not_answer_the_same_attempt_can_be_tried_again(
    shop: Shop, owner: FlaskClient, error: Exception
) -> None:
    order = shop.order()
    shop.gateway.fail("create", error)
    answer = pay(shop, owner, order)
    assert answer.status_code == 503
    assert "No money has been taken" in answer.text
    assert "Pay US$9.00" in owner.get(f"/checkout/{order.ref}").text
    assert pay(shop, owner, order).location.startswith(APPROVAL)
    assert len(shop.attempts(order)) == 1


def test_when_paypal_refuses_that_is_said(shop: Shop, owner: FlaskClient) -> None:
    shop.gateway.fail("create", Refused("rejected"))
    answer = pay(shop, owner, shop.order())
    assert answer.status_code == 409
    assert "PayPal refused to begin" in answer.text


def test_a_price_that_ran_out_is_never_charged(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    shop.later(minutes=20)
    answer = pay(shop, owner, order)
    assert answer.status_code == 409
    assert "This is the current price" in answer.text
    assert shop.gateway.calls == []


def test_a_plan_that_was_withdrawn_is_not_sold(shop: Shop, owner: FlaskClient) -> None:
    shop.plan = rows.plan(shop.session, sold_until=shop.at - timedelta(minutes=1))
    answer = pay(shop, owner, shop.order())
    assert answer.status_code == 409
    assert "not sold any more" in answer.text


def test_a_card_with_another_renewal_under_way_is_not_charged(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    shop.order("paid")
    answer = pay(shop, owner, order)
    assert answer.status_code == 409
    assert "Another renewal of this card was under way" in answer.text


@pytest.mark.parametrize("status", ["capturing", "pending"])
def test_while_a_payment_is_undecided_no_second_begins(shop: Shop, owner: FlaskClient, status: str) -> None:
    order = shop.order()
    rows.payment(shop.session, order, status)
    assert pay(shop, owner, order).location == f"/checkout/{order.ref}"
    assert shop.gateway.calls == []


def test_an_order_that_is_paid_shows_what_became_of_it(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("paid")
    assert pay(shop, owner, order).location == f"/checkout/{order.ref}"


def test_strangers_find_no_such_order(shop: Shop, stranger: FlaskClient) -> None:
    assert pay(shop, stranger, shop.order()).status_code == 404


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    assert "/auth/sign-in" in pay(shop, shop.browser(), shop.order()).location


@pytest.mark.parametrize("button", ["pay", "requote"])
def test_opening_the_address_of_a_button_shows_the_order(shop: Shop, owner: FlaskClient, button: str) -> None:
    ref = shop.order().ref
    assert owner.get(f"/checkout/{ref}/{button}").location == f"/checkout/{ref}"
