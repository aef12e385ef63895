"""The review: everything once more, and one button that names the act."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop


def test_it_shows_card_plan_effect_and_amount(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(f"/checkout/{shop.order().ref}").text
    for shown in (
        shop.card.iccid[-4:],
        "Asia 5 GB",
        "30 Nov 2026, 23:59",
        "30 Dec 2026, 23:59",
        "Beijing time",
        "8\N{NO-BREAK SPACE}GB",
        "Pay US$9.00",
        "Pay with PayPal",
    ):
        assert shown in page
    assert shop.card.iccid not in page


def test_the_button_names_the_act_in_chinese(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    order = rows.order(shop.session, rows.card(shop.session, reader), shop.plan)
    page = shop.browser(reader).get(f"/checkout/{order.ref}").text
    assert "US$9.00</button>" in page
    assert "亚洲 5 GB" in page


def test_the_terms_come_unticked_and_linked(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(f"/checkout/{shop.order().ref}").text
    assert 'href="/terms"' in page
    assert " checked" not in page


def test_the_price_says_until_when_it_holds(shop: Shop, owner: FlaskClient) -> None:
    assert "holds until 14:19" in owner.get(f"/checkout/{shop.order().ref}").text


def test_the_owners_address_is_filled_in(shop: Shop) -> None:
    reader = rows.owner(shop.session, email="li@example.com")
    order = rows.order(shop.session, rows.card(shop.session, reader), shop.plan)
    assert 'value="li@example.com"' in shop.browser(reader).get(f"/checkout/{order.ref}").text


def test_forms_may_lead_to_paypal_from_here(shop: Shop, owner: FlaskClient) -> None:
    policy = owner.get(f"/checkout/{shop.order().ref}").headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9 https://www.sandbox.paypal.com" in policy


def test_and_from_nowhere_else(shop: Shop, owner: FlaskClient) -> None:
    policy = owner.get(f"/checkout/{shop.order('credited').ref}").headers["Content-Security-Policy"]
    assert "paypal" not in policy


def test_a_price_that_ran_out_is_asked_for_anew(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order(created_at=shop.at - timedelta(minutes=16))
    page = owner.get(f"/checkout/{order.ref}").text
    assert "This price has run out" in page
    assert "No money has been taken" in page
    assert f'action="/checkout/{order.ref}/requote"' in page
    assert "Pay US" not in page


def test_strangers_find_no_such_order(shop: Shop, stranger: FlaskClient) -> None:
    order = shop.order()
    for page in ("", "/review", "/status", "/cancel", "/receipt"):
        assert stranger.get(f"/checkout/{order.ref}{page}").status_code == 404


def test_signed_out_readers_sign_in_first_and_come_back(shop: Shop) -> None:
    order, nobody = shop.order(), shop.browser()
    for page in ("", "/review", "/status", "/cancel", "/receipt"):
        answer = nobody.get(f"/checkout/{order.ref}{page}")
        assert answer.location.startswith("/auth/sign-in?next=%2Fcheckout%2F")


def test_an_order_that_nobody_made_is_not_found(shop: Shop, owner: FlaskClient) -> None:
    assert owner.get("/checkout/0123456789ABCDEF").status_code == 404


def test_after_a_declined_attempt_the_review_is_open_again(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    rows.payment(shop.session, order, "declined", failure="refused_for_good")
    assert "Pay US$9.00" in owner.get(f"/checkout/{order.ref}/review").text


def test_while_money_may_be_moving_there_is_no_review(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    rows.payment(shop.session, order, "capturing")
    assert owner.get(f"/checkout/{order.ref}/review").location == f"/checkout/{order.ref}"
