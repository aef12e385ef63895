"""Choosing: one press, one order; a mistake costs nothing."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop


def choose(shop: Shop, client: FlaskClient, sku: str | None, **more: Any) -> TestResponse:
    """Send the picker's form."""
    fields = {"form_token": "one form", **({"plan": sku} if sku is not None else {}), **more}
    return shop.post(client, f"/plans/cards/{shop.card.ref}/choose", **fields)


def test_a_choice_becomes_a_quote_to_review(shop: Shop, owner: FlaskClient) -> None:
    answer = choose(shop, owner, shop.plan.sku)
    assert answer.status_code == 303
    order = shop.stored(answer.location.rpartition("/")[2])
    assert (order.status, order.amount_minor, order.card_id, order.locale) == ("open", 900, shop.card.id, "en")


def test_pressing_twice_is_one_order(shop: Shop, owner: FlaskClient) -> None:
    first, second = choose(shop, owner, shop.plan.sku), choose(shop, owner, shop.plan.sku)
    assert first.location == second.location
    assert shop.count("orders") == 1


def test_going_back_and_choosing_another_plan_is_another_order(shop: Shop, owner: FlaskClient) -> None:
    other = rows.plan(shop.session, 1900)
    choose(shop, owner, shop.plan.sku)
    answer = choose(shop, owner, other.sku)
    assert shop.stored(answer.location.rpartition("/")[2]).plan_id == other.id


def test_without_a_choice_the_picker_says_so(shop: Shop, owner: FlaskClient) -> None:
    answer = choose(shop, owner, None)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert f'href="#plan-{shop.plan.sku}">Choose a plan' in answer.text
    assert shop.count("orders") == 0


def test_a_missing_choice_does_not_fall_back_on_the_present_plan(shop: Shop, owner: FlaskClient) -> None:
    shop.card = rows.card(shop.session, shop.owner, plan_id=shop.plan.id)
    assert choose(shop, owner, None).status_code == 422


def test_a_plan_that_is_not_sold_is_refused(shop: Shop, owner: FlaskClient) -> None:
    old = rows.plan(shop.session, sold_until=shop.at - timedelta(seconds=1))
    answer = choose(shop, owner, old.sku)
    assert answer.status_code == 422
    assert "not sold any more" in answer.text


def test_a_card_with_a_renewal_under_way_gets_no_second(shop: Shop, owner: FlaskClient) -> None:
    shop.order("paid")
    answer = choose(shop, owner, shop.plan.sku)
    assert answer.status_code == 409
    assert "under way" in answer.text


def test_under_htmx_the_way_on_is_a_header(shop: Shop, owner: FlaskClient) -> None:
    shop.app.config["WTF_CSRF_ENABLED"] = False
    fields = {"plan": shop.plan.sku, "form_token": "t"}
    answer = owner.post(f"/plans/cards/{shop.card.ref}/choose", data=fields, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/checkout/")


def test_a_form_without_its_csrf_token_is_stale(shop: Shop, owner: FlaskClient) -> None:
    assert owner.post(f"/plans/cards/{shop.card.ref}/choose", data={"plan": shop.plan.sku}).status_code == 400


def test_strangers_find_no_such_card(shop: Shop, stranger: FlaskClient) -> None:
    assert choose(shop, stranger, shop.plan.sku).status_code == 404


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    assert "/auth/sign-in" in choose(shop, shop.browser(), shop.plan.sku).location


def test_opening_the_address_of_the_button_shows_the_picker(shop: Shop, owner: FlaskClient) -> None:
    path = f"/plans/cards/{shop.card.ref}"
    assert owner.get(f"{path}/choose").location == path
