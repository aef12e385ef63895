"""The stand-in's script and what its frames tell: cards by number, 3-D Secure, Apple Pay, and ways to fail."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from standins.paypal.sdk.cards import CARDS, is_number
from standins.paypal.sdk.scripts import SWITCHES
from tests.standins.paypal.shop import WHOLE, Json, Shop, issue, order_body, taken
from tests.standins.paypal.test_conformity import ORDERS, answered_schema

CARD = {"expiry": "12 / 40", "cvv": "123", "name": "Li Lei"}
APPROVED, DECLINED, INSTRUMENT = "4111111111111111", "4000000000000002", "6011111111111117"
PASSED, FAILED, UNCLEAR, NOT_ENROLLED = "5555555555554444", "5105105105105100", "378282246310005", "3530111333300000"


def order(shop: Shop, source: Json | None, request_id: str = "create-1") -> str:
    """An order to be paid by this source, made as the shop makes it."""
    body = {name: value for name, value in order_body().items() if name != "payment_source"}
    body |= {"payment_source": source} if source else {}
    return str(shop.post("/v2/checkout/orders", body, request_id, **WHOLE).get_json()["id"])


def confirm(shop: Shop, order_id: str, number: str, **changes: str) -> TestResponse:
    """What the frame with the number sends; where the bank asks, it is answered."""
    client = shop.app.test_client()
    answer = client.post(f"/sdk/orders/{order_id}/card", data={"number": number, **CARD, **changes})
    if result := (answer.get_json() or {}).get("challenge"):
        client.post(f"/sdk/orders/{order_id}/challenge", data={"result": result})
    return answer


def carded(shop: Shop, number: str) -> Json:
    """The order as the shop reads it after the card was confirmed."""
    order_id = order(shop, {"card": {}})
    confirm(shop, order_id, number)
    return dict(shop.get(f"/v2/checkout/orders/{order_id}").get_json())


def result(found: Json) -> tuple[str, str, str]:
    """Status, shift and the issuer's answer."""
    given = found["payment_source"]["card"].get("authentication_result", {})
    return found["status"], given.get("liability_shift"), given.get("three_d_secure", {}).get("authentication_status")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (APPROVED, ("APPROVED", None, None)),
        (PASSED, ("CREATED", "POSSIBLE", "Y")),
        (FAILED, ("CREATED", "NO", "N")),
        (UNCLEAR, ("CREATED", "UNKNOWN", "U")),
        (NOT_ENROLLED, ("APPROVED", "NO", None)),
    ],
)
def test_a_card_has_its_story_by_its_number(shop: Shop, number: str, expected: tuple[str, str, str]) -> None:
    assert result(carded(shop, number)) == expected


def test_only_the_last_digits_of_a_card_are_kept(shop: Shop) -> None:
    found = carded(shop, APPROVED)
    assert found["payment_source"]["card"]["last_digits"] == "1111"
    assert APPROVED not in str(shop.ledger())


@pytest.mark.parametrize(("number", "status"), [(APPROVED, "COMPLETED"), (DECLINED, "DECLINED"), (PASSED, "COMPLETED")])
def test_a_capture_ends_as_the_number_says(shop: Shop, number: str, status: str) -> None:
    assert taken(shop.capture(carded(shop, number)["id"]))["status"] == status


def test_an_instrument_may_be_declined_and_another_taken(shop: Shop) -> None:
    order_id = carded(shop, INSTRUMENT)["id"]
    assert issue(shop.capture(order_id)) == "INSTRUMENT_DECLINED"
    confirm(shop, order_id, APPROVED)
    assert taken(shop.capture(order_id))["status"] == "COMPLETED"


def test_paypal_captures_a_card_that_failed_too_so_that_the_shop_must_look(shop: Shop) -> None:
    assert taken(shop.capture(carded(shop, FAILED)["id"]))["status"] == "COMPLETED"


def test_while_the_bank_asks_there_is_nothing_to_capture(shop: Shop) -> None:
    order_id = order(shop, {"card": {}})
    shop.app.test_client().post(f"/sdk/orders/{order_id}/card", data={"number": PASSED, **CARD})
    assert issue(shop.capture(order_id)) == "ORDER_NOT_APPROVED"


@pytest.mark.parametrize("change", [{"number": "4111111111111112"}, {"expiry": "13/40"}, {"cvv": "1"}])
def test_a_card_that_cannot_be_one_is_refused(shop: Shop, change: dict[str, str]) -> None:
    answer = confirm(shop, order(shop, {"card": {}}), **{"number": APPROVED, **change})
    assert (answer.status_code, answer.get_json()["name"]) == (400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("number", [*CARDS])
def test_every_number_is_one_that_the_schemes_publish_for_tests(number: str) -> None:
    assert is_number(number)


def apple_pay(shop: Shop, order_id: str, **seen: str) -> TestResponse:
    """What the script sends once the payer has agreed on the sheet."""
    sheet = {"amount": "12.50", "currency": "USD", **seen}
    return shop.app.test_client().post(f"/sdk/orders/{order_id}/apple-pay", data=sheet)


def test_apple_pay_approves_what_its_sheet_said(shop: Shop) -> None:
    order_id = order(shop, None)
    answer = apple_pay(shop, order_id)
    assert answer.get_json()["approveApplePayPayment"]["status"] == "APPROVED"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert taken(shop.capture(order_id))["status"] == "COMPLETED"


@pytest.mark.parametrize("seen", [{"amount": "12.49"}, {"currency": "EUR"}])
def test_apple_pay_of_another_amount_is_refused(shop: Shop, seen: dict[str, str]) -> None:
    order_id = order(shop, None)
    answer = apple_pay(shop, order_id, **seen)
    assert (answer.status_code, answer.get_json()["name"]) == (422, "APPLE_PAY_AMOUNT_MISMATCH")
    assert issue(shop.capture(order_id)) == "ORDER_NOT_APPROVED"


@pytest.mark.parametrize("number", [APPROVED, DECLINED, PASSED, FAILED, UNCLEAR, NOT_ENROLLED])
def test_orders_paid_by_card_conform(shop: Shop, number: str) -> None:
    path = "/v2/checkout/orders/{id}"
    found = carded(shop, number)
    answered_schema(ORDERS, path, "get", "200").validate(found)
    captured = shop.capture(found["id"]).get_json()
    answered_schema(ORDERS, f"{path}/capture", "post", "201").validate(captured)


def test_an_order_paid_by_apple_pay_conforms(shop: Shop) -> None:
    order_id = order(shop, None)
    apple_pay(shop, order_id)
    answered_schema(ORDERS, "/v2/checkout/orders/{id}", "get", "200").validate(
        shop.get(f"/v2/checkout/orders/{order_id}").get_json()
    )


def fetched(shop: Shop, path: str, cookie: str = "") -> TestResponse:
    """What a browser gets, with switches in its cookie."""
    client = shop.app.test_client()
    client.set_cookie("standin_sdk", cookie)
    return client.get(path)


def test_the_script_defines_what_paypals_defines(shop: Shop) -> None:
    script = fetched(shop, "/sdk/js?currency=EUR&components=buttons")
    assert script.mimetype == "text/javascript"
    assert "window.paypal = {" in script.text
    assert '"currency": "EUR"' in script.text


@pytest.mark.parametrize(("path", "cookie"), [("/sdk/js?standin=approve-twice", ""), ("/sdk/js", "approve-twice.x")])
def test_it_is_asked_to_misbehave_by_query_or_cookie(shop: Shop, path: str, cookie: str) -> None:
    assert '"switches": ["approve-twice"]' in fetched(shop, path, cookie).text


def test_it_can_be_missing(shop: Shop) -> None:
    assert fetched(shop, "/sdk/js", "missing").status_code == 404


def test_apple_pay_is_there_only_when_asked_for(shop: Shop) -> None:
    assert "ApplePaySession" not in fetched(shop, "/sdk/apple-pay.js").text
    assert "window.ApplePaySession = " in fetched(shop, "/sdk/apple-pay.js", "apple-pay").text


def test_every_switch_can_be_set_by_hand(shop: Shop) -> None:
    page = fetched(shop, f"/sdk/switches?on={','.join(SWITCHES)},nonsense")
    assert all(name in page.text for name in SWITCHES)
    cookie: Any = page.headers["Set-Cookie"]
    assert cookie.startswith(f"standin_sdk={'.'.join(SWITCHES)};")


@pytest.mark.parametrize("name", ["number", "expiry", "cvv", "name"])
def test_fields_are_frames_that_run_nothing_foreign(shop: Shop, name: str) -> None:
    answer = fetched(shop, f"/sdk/field?name={name}")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert fetched(shop, "/sdk/field?name=other").status_code == 404
