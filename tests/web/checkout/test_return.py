"""Back from PayPal: a hint to look, in whatever browser, and nothing to learn for strangers."""

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.checkout.test_pay import pay
from tests.web.shop import Shop
from tmcard.domain.ports import CaptureStatus, Refused, Unknown
from tmcard.store.models import Order


def approved(shop: Shop, owner: FlaskClient) -> tuple[Order, str]:
    """An order whose payer has approved at PayPal, and the token PayPal sends them back with."""
    order = shop.order()
    pay(shop, owner, order)
    token = shop.attempts(order)[0].checkout_id or ""
    shop.gateway.approve(token)
    return order, token


def test_the_money_is_taken_and_the_worker_woken(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    answer = owner.get(f"/checkout/{order.ref}/return?token={token}&PayerID=X")
    assert answer.location == f"/checkout/{order.ref}"
    assert shop.stored(order.ref).status == "paid"
    assert shop.wake.nudges == [("order", order.id)]


def test_coming_back_twice_takes_the_money_once(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    for _time in range(2):
        owner.get(f"/checkout/{order.ref}/return?token={token}")
    assert shop.gateway.calls.count("capture") == 1


def test_a_browser_that_is_not_signed_in_learns_nothing(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    answer = shop.browser().get(f"/checkout/{order.ref}/return?token={token}")
    assert answer.status_code == 200
    assert "Do not pay again" in answer.text
    assert f"/auth/sign-in?next=/checkout/{order.ref}" in answer.text
    for secret in (shop.card.iccid[-4:], "US$", "Asia 5"):
        assert secret not in answer.text
    assert shop.stored(order.ref).status == "paid"


def test_an_unknown_order_looks_the_same_to_whoever_is_not_signed_in(shop: Shop) -> None:
    answer = shop.browser().get("/checkout/0123456789ABCDEF/return?token=T")
    assert (answer.status_code, "Do not pay again" in answer.text) == (200, True)


def test_a_stranger_who_comes_back_finds_no_such_order(shop: Shop, owner: FlaskClient, stranger: FlaskClient) -> None:
    order, token = approved(shop, owner)
    answer = stranger.get(f"/checkout/{order.ref}/return?token={token}", follow_redirects=True)
    assert answer.status_code == 404


@pytest.mark.parametrize("token", ["", "SOMETHING", "CHECKOUT-of-another-order"])
def test_any_other_token_is_ignored(shop: Shop, owner: FlaskClient, token: str) -> None:
    order = shop.order()
    rows.payment(shop.session, order)
    rows.payment(shop.session, shop.order(), checkout_id="CHECKOUT-of-another-order")
    assert owner.get(f"/checkout/{order.ref}/return?token={token}").status_code == 303
    assert shop.gateway.calls == []
    assert shop.wake.nudges == []


def test_when_paypal_does_not_answer_the_payer_is_told_it_is_being_checked(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    shop.gateway.fail("capture", Unknown("time_out"))
    page = owner.get(f"/checkout/{order.ref}/return?token={token}", follow_redirects=True).text
    assert "We are checking with PayPal. Do not pay again." in page
    assert shop.wake.nudges == [("payment", shop.attempts(order)[0].id)]


def test_a_declined_source_can_be_mended_at_paypal(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    shop.gateway.fail("capture", Refused("instrument_declined", evidence={"approval_url": "https://paypal.test/again"}))
    page = owner.get(f"/checkout/{order.ref}/return?token={token}", follow_redirects=True).text
    assert "No money has been taken" in page
    assert 'href="https://paypal.test/again"' in page


def test_a_pending_capture_waits(shop: Shop, owner: FlaskClient) -> None:
    order, token = approved(shop, owner)
    shop.gateway.outcome = CaptureStatus.PENDING
    page = owner.get(f"/checkout/{order.ref}/return?token={token}", follow_redirects=True).text
    assert "PayPal is still holding your payment" in page
    assert "Pay US" not in page


def test_turning_back_at_paypal_changes_nothing(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    pay(shop, owner, order)
    before = shop.count("order_events")
    page = owner.get(f"/checkout/{order.ref}/cancel?token=T").text
    assert "You cancelled at PayPal" in page
    assert "No money has been taken" in page
    assert f"/checkout/{order.ref}/review" in page
    assert shop.count("order_events") == before


@pytest.mark.parametrize("status", ["capturing", "pending", "declined"])
def test_cancelled_is_not_said_where_it_may_not_be_true(shop: Shop, owner: FlaskClient, status: str) -> None:
    order = shop.order()
    rows.payment(shop.session, order, status)
    assert owner.get(f"/checkout/{order.ref}/cancel").location == f"/checkout/{order.ref}"
