"""What the pay page's script may ask for: forms in, JSON out, and nothing that the browser says is believed."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows
from tests.security.ground import token_of
from tests.web.shop import Shop
from tmcard.domain.ports import CaptureStatus, NotSent, Refused, Unknown
from tmcard.domain.three_d_secure import Answer, Authentication, Enrollment, Shift
from tmcard.store.models import Order


def ask(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """As the script asks: the form's token in a header."""
    return client.post(path, data=fields, headers={"X-CSRFToken": token_of(client)})


def begin(client: FlaskClient, order: Order, method: str = "card", **fields: Any) -> TestResponse:
    """Begin an attempt with the terms agreed to."""
    return ask(client, f"/checkout/{order.ref}/attempts", **{"method": method, "terms": "y", "email": "", **fields})


def settle(client: FlaskClient, order: Order, checkout: str) -> dict[str, str]:
    """Say that the payer has approved."""
    answer = ask(client, f"/checkout/{order.ref}/attempts/{checkout}/settle")
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def begun(shop: Shop, client: FlaskClient, method: str = "card") -> tuple[Order, str]:
    """An attempt, as PayPal names it."""
    order = shop.order()
    return order, begin(client, order, method).get_json()["id"]


@pytest.mark.parametrize("method", ["paypal", "card", "apple_pay"])
def test_it_answers_paypals_id_of_an_attempt_at_our_price(shop: Shop, owner: FlaskClient, method: str) -> None:
    order = shop.order()
    answer = begin(owner, order, method, amount="0.01", currency="JPY", amount_minor="1", email="li@example.com")
    (payment,) = shop.attempts(order)
    assert answer.get_json() == {"id": payment.checkout_id}
    assert (shop.gateway.requests[0].amount, payment.method) == (order.price, method)
    assert shop.stored(order.ref).receipt_email == "li@example.com"


def test_what_is_missing_is_said_field_by_field(shop: Shop, owner: FlaskClient) -> None:
    answer = begin(owner, shop.order(), "card", terms="", email="nobody")
    assert (answer.status_code, set(answer.get_json()["errors"])) == (422, {"terms", "email"})
    assert shop.gateway.calls == []


@pytest.mark.parametrize("method", ["", "cash", "PAYPAL"])
def test_a_way_that_is_not_offered_is_not_begun(shop: Shop, owner: FlaskClient, method: str) -> None:
    assert "method" in begin(owner, shop.order(), method).get_json()["errors"]
    assert shop.gateway.calls == []


def test_errors_are_told_in_the_readers_language(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    order = rows.order(shop.session, rows.card(shop.session, reader), shop.plan)
    errors = begin(shop.browser(reader), order, terms="").get_json()["errors"]
    assert errors["terms"] == "请先同意服务条款再继续"


@pytest.mark.parametrize("error", [NotSent("unreachable"), Unknown("time_out")])
def test_when_paypal_does_not_answer_that_is_said_in_place(shop: Shop, owner: FlaskClient, error: Exception) -> None:
    shop.gateway.fail("create", error)
    order = shop.order()
    answer = begin(owner, order)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.get_json()["messages"][0] == "PayPal is not answering"
    assert begin(owner, order).get_json()["id"]


@pytest.mark.parametrize("status", ["paid", "credited", "cancelled"])
def test_an_order_that_is_not_open_leads_to_its_page(shop: Shop, owner: FlaskClient, status: str) -> None:
    order = shop.order(status)
    answer = begin(owner, order)
    assert (answer.status_code, answer.get_json()) == (409, {"url": f"/checkout/{order.ref}"})


def test_a_stale_price_is_not_begun(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    shop.later(minutes=20)
    assert begin(owner, order).get_json() == {"url": f"/checkout/{order.ref}"}
    assert shop.gateway.calls == []


def test_too_many_cards_have_to_wait(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    shop.gateway.fail("create", *[Refused("rejected") for _ in range(10)])
    statuses = [begin(owner, order).status_code for _ in range(11)]
    assert statuses == [409] * 10 + [429]


def test_an_approved_payment_is_taken_and_the_worker_woken(shop: Shop, owner: FlaskClient) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.approve(checkout)
    assert settle(owner, order, checkout) == {"state": "paid", "message": "", "url": f"/checkout/{order.ref}"}
    assert shop.wake.nudges == [("order", order.id)]


def test_told_twice_it_takes_the_money_once_and_says_the_same(shop: Shop, owner: FlaskClient) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.approve(checkout)
    assert settle(owner, order, checkout) == settle(owner, order, checkout)
    assert shop.gateway.calls.count("capture") == 1


def test_what_the_browser_says_of_liability_is_not_believed(shop: Shop, owner: FlaskClient) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.authenticate(checkout, Authentication(Shift.NO, Enrollment.YES, Answer.FAILED))
    path = f"/checkout/{order.ref}/attempts/{checkout}/settle"
    told = ask(owner, path, liabilityShift="POSSIBLE", state="paid", status="COMPLETED").get_json()
    assert (told["state"], told["message"][:49]) == ("failed", "Your bank could not confirm that it is you. No mo")
    assert "capture" not in shop.gateway.calls


def test_an_unclear_bank_is_another_word_and_another_try(shop: Shop, owner: FlaskClient) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.authenticate(checkout, Authentication(Shift.UNKNOWN))
    told = settle(owner, order, checkout)
    assert (told["state"], told["message"][:26]) == ("retry", "Your bank gave no clear an")
    assert begin(owner, order).get_json()["id"] != checkout


def test_a_declined_instrument_is_an_answer_to_go_on_from(shop: Shop, owner: FlaskClient) -> None:
    """Lesson 22."""
    order, checkout = begun(shop, owner, "paypal")
    shop.gateway.approve(checkout)
    shop.gateway.fail("capture", Refused("instrument_declined", evidence={"approval_url": "https://x.example/"}))
    assert settle(owner, order, checkout)["state"] == "retry"
    assert settle(owner, order, checkout)["state"] == "paid"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(CaptureStatus.PENDING, "pending"), (CaptureStatus.DECLINED, "failed"), (CaptureStatus.COMPLETED, "paid")],
)
def test_what_became_of_the_money_in_one_word(
    shop: Shop, owner: FlaskClient, outcome: CaptureStatus, state: str
) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.approve(checkout)
    shop.gateway.outcome = outcome
    assert settle(owner, order, checkout)["state"] == state


def test_an_unknown_outcome_is_being_checked(shop: Shop, owner: FlaskClient) -> None:
    order, checkout = begun(shop, owner)
    shop.gateway.approve(checkout)
    shop.gateway.fail("capture", Unknown("timeout"))
    assert settle(owner, order, checkout) == {"state": "checking", "message": "", "url": f"/checkout/{order.ref}"}
    assert begin(owner, order).get_json() == {"url": f"/checkout/{order.ref}"}


def test_a_captured_order_of_paypals_cannot_be_offered_to_a_new_order(shop: Shop, owner: FlaskClient) -> None:
    """Lesson 6: maho 892."""
    first, checkout = begun(shop, owner)
    shop.gateway.approve(checkout)
    settle(owner, first, checkout)
    second = shop.order()
    calls = list(shop.gateway.calls)
    assert ask(owner, f"/checkout/{second.ref}/attempts/{checkout}/settle").status_code == 404
    assert (shop.gateway.calls, shop.stored(second.ref).status) == (calls, "open")


@pytest.mark.parametrize("what", ["attempts", "attempts/X/settle", "script-errors"])
def test_strangers_and_nobody_find_no_such_order(shop: Shop, stranger: FlaskClient, what: str) -> None:
    order = shop.order()
    path, fields = f"/checkout/{order.ref}/{what}", {"method": "card", "terms": "y", "where": "card"}
    assert ask(stranger, path, **fields).status_code == 404
    assert "/auth/sign-in" in ask(shop.browser(), path, **fields).location
    assert shop.attempts(order) == []


def test_without_the_token_nothing_begins(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order()
    answer = owner.post(f"/checkout/{order.ref}/attempts", data={"method": "card", "terms": "y"})
    assert (answer.status_code, shop.attempts(order)) == (400, [])
