"""Orders: what is made, what is refused, when they lapse."""

from typing import Any

import pytest

from tests.standins.paypal.shop import BASE_URL, WHOLE, Shop, issue, order_body

ORDERS = "/v2/checkout/orders"
USD = {"currency_code": "USD", "value": "1.00"}


def usd(value: str) -> dict[str, str]:
    return {"currency_code": "USD", "value": value}


def test_new_order_answers_201_with_id_status_and_links_only(shop: Shop) -> None:
    answer = shop.post(ORDERS, order_body())
    assert answer.status_code == 201
    assert set(answer.get_json()) == {"id", "status", "links"}
    assert answer.get_json()["status"] == "PAYER_ACTION_REQUIRED"


def test_link_is_payer_action_with_a_source_and_approve_without(shop: Shop) -> None:
    body = order_body()
    with_source = shop.post(ORDERS, body).get_json()
    del body["payment_source"]
    without = shop.post(ORDERS, body).get_json()
    assert with_source["links"][1]["rel"] == "payer-action"
    assert without["links"][1] == {
        "href": f"{BASE_URL}/checkoutnow?token={without['id']}", "rel": "approve", "method": "GET"
    }  # fmt: skip
    assert without["status"] == "CREATED"


def test_representation_shows_the_units_as_sent(shop: Shop) -> None:
    body = order_body(invoice_id="TM-1")
    unit = shop.post(ORDERS, body, **WHOLE).get_json()["purchase_units"][0]
    assert body["purchase_units"][0].items() <= unit.items()
    assert unit["reference_id"] == "default"


def test_replayed_create_answers_200_with_the_same_order(shop: Shop) -> None:
    first = shop.create(request_id="a:create")
    answer = shop.post(ORDERS, order_body(), "a:create")
    assert (answer.status_code, answer.get_json()["id"]) == (200, first)


def test_request_id_with_another_body_is_refused(shop: Shop) -> None:
    shop.create(request_id="a:create")
    answer = shop.post(ORDERS, order_body("13.00"), "a:create")
    assert (answer.status_code, issue(answer)) == (400, "DUPLICATE_REQUEST_ID")


def test_request_id_of_another_operation_is_refused(shop: Shop) -> None:
    order_id = shop.create(request_id="a")
    shop.approve(order_id)
    assert issue(shop.capture(order_id, "a")) == "DUPLICATE_REQUEST_ID"


def test_request_id_is_forgotten_after_six_hours(shop: Shop) -> None:
    first = shop.create(request_id="a")
    shop.control("clock", {"advance_seconds": 6 * 3600})
    assert shop.post(ORDERS, order_body(), "a").status_code == 201
    assert shop.get(f"{ORDERS}/{first}").status_code == 404


def test_forget_request_ids_makes_a_second_order(shop: Shop) -> None:
    shop.control("modes", {"forget_request_ids": True})
    assert shop.create(request_id="a") != shop.create(request_id="a")


def test_unpaid_order_lapses_after_three_hours(shop: Shop) -> None:
    order_id = shop.approved()
    shop.control("clock", {"advance_seconds": 3 * 3600 - 1})
    assert shop.get(f"{ORDERS}/{order_id}").get_json()["status"] == "APPROVED"
    shop.control("clock", {"advance_seconds": 1})
    assert issue(shop.get(f"{ORDERS}/{order_id}")) == "INVALID_RESOURCE_ID"
    assert shop.capture(order_id).status_code == 404


def test_completed_order_stays_readable(shop: Shop) -> None:
    order_id = shop.approved()
    shop.capture(order_id)
    shop.control("clock", {"advance_seconds": 4 * 3600})
    assert shop.get(f"{ORDERS}/{order_id}").get_json()["status"] == "COMPLETED"


def test_get_that_carries_json_null_is_415(shop: Shop) -> None:
    answer = shop.app.test_client().get(f"{ORDERS}/X", json=None, data=b"null", headers=shop.headers)
    assert (answer.status_code, answer.get_json()["name"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_post_that_is_not_json_is_415(shop: Shop) -> None:
    answer = shop.app.test_client().post(ORDERS, data="intent=CAPTURE", headers=shop.headers)
    assert answer.status_code == 415


def test_paid_invoice_id_cannot_be_used_again(shop: Shop) -> None:
    rival = shop.approved(invoice_id="TM-1")
    shop.captured(invoice_id="TM-1")
    assert issue(shop.post(ORDERS, order_body(invoice_id="TM-1"))) == "DUPLICATE_INVOICE_ID"
    assert issue(shop.capture(rival)) == "DUPLICATE_INVOICE_ID"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"value": "0.00"}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"value": "-1.00"}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"value": "1.005"}, "DECIMAL_PRECISION"),
        ({"value": "100.00", "currency": "JPY"}, "DECIMALS_NOT_SUPPORTED"),
        ({"value": "NaN"}, "INVALID_PARAMETER_SYNTAX"),
        ({"currency": "ZZZ"}, "INVALID_CURRENCY_CODE"),
        ({"currency": "USDT"}, "INVALID_STRING_LENGTH"),
        ({"custom_id": "x" * 128}, "INVALID_STRING_LENGTH"),
        ({"invoice_id": ""}, "INVALID_STRING_LENGTH"),
        ({"soft_descriptor": "x" * 23}, "INVALID_STRING_LENGTH"),
    ],
)
def test_unsound_unit_is_refused(shop: Shop, changes: dict[str, Any], refusal: str) -> None:
    assert issue(shop.post(ORDERS, order_body(**changes))) == refusal


@pytest.mark.parametrize("currency", ["HUF", "JPY", "TWD"])
def test_currency_without_decimals_is_taken_whole(shop: Shop, currency: str) -> None:
    assert shop.captured(value="1250", currency=currency)["amount"]["value"] == "1250"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"intent": None}, "MISSING_REQUIRED_PARAMETER"),
        ({"intent": "SALE"}, "INVALID_PARAMETER_VALUE"),
        ({"purchase_units": []}, "INVALID_ARRAY_MIN_ITEMS"),
        ({"purchase_units": [{"amount": USD}] * 11}, "INVALID_ARRAY_MAX_ITEMS"),
        ({"purchase_units": [{"amount": USD}] * 2}, "REFERENCE_ID_REQUIRED"),
        ({"payment_source": {"bancontact": {}}}, "PAYMENT_SOURCE_NOT_SUPPORTED"),
        ({"payment_source": {"card": {}}}, "PAYPAL_REQUEST_ID_REQUIRED"),
        ({"payment_source": {"card": {"number": "4111111111111111"}}}, "NOT_ENABLED_FOR_CARD_PROCESSING"),
        ({"payment_source": {"card": {"attributes": {"verification": {"method": "X"}}}}}, "INVALID_PARAMETER_VALUE"),
        ({"payment_source": {"paypal": {}}}, "RETURN_URL_REQUIRED"),
        ({"payment_source": {"paypal": {"experience_context": {"user_action": "X"}}}}, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_unsound_order_is_refused(shop: Shop, change: dict[str, Any], refusal: str) -> None:
    assert issue(shop.post(ORDERS, order_body() | change)) == refusal


@pytest.mark.parametrize(
    ("breakdown", "item", "refusal"),
    [
        ({"item_total": usd("12.00")}, None, "AMOUNT_MISMATCH"),
        ({"item_total": usd("12.50"), "tax_total": usd("-1.00")}, None, "CANNOT_BE_NEGATIVE"),
        ({"item_total": usd("12.50")}, {"unit_amount": usd("6.00")}, "ITEM_TOTAL_MISMATCH"),
        ({}, {"unit_amount": usd("6.25")}, "ITEM_TOTAL_REQUIRED"),
        ({"item_total": usd("12.50")}, {"unit_amount": usd("6.25"), "tax": usd("1.00")}, "TAX_TOTAL_REQUIRED"),
        ({"item_total": {"currency_code": "EUR", "value": "12.50"}}, None, "MULTI_CURRENCY_ORDER"),
        ({"item_total": usd("12.50")}, {"unit_amount": usd("6.25"), "quantity": "0"}, "INVALID_PARAMETER_SYNTAX"),
    ],
)
def test_sums_have_to_fit(shop: Shop, breakdown: Any, item: dict[str, Any] | None, refusal: str) -> None:
    amount = usd("12.50") | {"breakdown": breakdown}
    items: dict[str, Any] = {"items": [{"name": "5 GB", "quantity": "2"} | item]} if item else {}
    assert issue(shop.post(ORDERS, order_body(amount=amount, **items))) == refusal


def test_sums_that_fit_are_taken(shop: Shop) -> None:
    breakdown = {"item_total": usd("12.00"), "tax_total": usd("1.00"), "discount": usd("0.50")}
    item = {"name": "5 GB", "quantity": "2", "unit_amount": usd("6.00"), "tax": usd("0.50")}
    assert shop.create(amount=usd("12.50") | {"breakdown": breakdown}, items=[item])
