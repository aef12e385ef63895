"""Every body we can send, against PayPal's own schema where it is there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tmcard.adapters.paypal import requests
from tmcard.adapters.paypal.amounts import DECIMALS, UnpayableAmount
from tmcard.domain.money import Money, exponent
from tmcard.domain.payments import Method
from tmcard.domain.ports import CheckoutRequest, RefundRequest

AMOUNTS = [Money(1250 * 10 ** exponent(currency), currency) for currency in sorted(DECIMALS)]


def validator(specs: Path, file: str, schema: str) -> jsonschema.Draft4Validator:
    document = json.loads((specs / file).read_text())
    return jsonschema.Draft4Validator(
        {"allOf": [{"$ref": f"#/components/schemas/{schema}"}], "components": document["components"]}
    )


@pytest.fixture(scope="module")
def order_schema(paypal_specs: Path) -> jsonschema.Draft4Validator:
    return validator(paypal_specs, "checkout_orders_v2.json", "order_request")


@pytest.fixture(scope="module")
def refund_schema(paypal_specs: Path) -> jsonschema.Draft4Validator:
    return validator(paypal_specs, "payments_payment_v2.json", "refund_request")


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda money: money.currency)
@pytest.mark.parametrize("locale", ["en", "zh", "fr"])
def test_every_order_fits_paypals_schema(order_schema: Any, request_: Any, amount: Money, locale: str) -> None:
    body = requests.create(replace(request_, amount=amount, locale=locale), "tmcard")
    order_schema.validate(body)


@pytest.mark.parametrize("method", list(Method))
def test_every_method_fits_paypals_schema(order_schema: Any, request_: Any, method: Method) -> None:
    order_schema.validate(requests.create(replace(request_, method=method), "tmcard"))


@pytest.mark.parametrize("description", ["", "  ", "x" * 300, "两行\n文字", "10 GB · 30 天"])
def test_every_description_fits_paypals_schema(order_schema: Any, request_: Any, description: str) -> None:
    order_schema.validate(requests.create(replace(request_, description=description), "tmcard"))


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda money: money.currency)
@pytest.mark.parametrize("note", ["", "Not delivered", "长" * 400])
def test_every_refund_fits_paypals_schema(refund_schema: Any, refund_request: Any, amount: Money, note: str) -> None:
    refund_schema.validate(requests.refund(replace(refund_request, amount=amount, note=note)))


@pytest.mark.parametrize(
    "change",
    [
        {"intent": "TAKE"},
        {"purchase_units": []},
        {"purchase_units": [{"amount": {"currency_code": "US", "value": "1"}}]},
    ],
)
def test_schema_refuses_a_wrong_order(order_schema: Any, request_: Any, change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        order_schema.validate({**requests.create(request_, "tmcard"), **change})


def test_schema_refuses_a_wrong_refund(refund_schema: Any, refund_request: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        refund_schema.validate({**requests.refund(refund_request), "amount": {"value": "1"}})


def test_order_is_one_digital_item_paid_at_once(request_: CheckoutRequest) -> None:
    body = requests.create(request_, "tmcard")
    (unit,), usd = body["purchase_units"], {"currency_code": "USD", "value": "12.50"}
    assert unit["amount"] == {**usd, "breakdown": {"item_total": usd}}
    assert [(i["category"], i["quantity"], i["unit_amount"]) for i in unit["items"]] == [("DIGITAL_GOODS", "1", usd)]
    assert (body["intent"], unit["custom_id"], unit["invoice_id"]) == ("CAPTURE", "ABC", "ABC-1")


def test_payer_sees_one_page_without_shipping(request_: CheckoutRequest) -> None:
    context = requests.create(request_, "tmcard")["payment_source"]["paypal"]["experience_context"]
    assert context == {
        "brand_name": "tmcard",
        "locale": "zh-CN",
        "landing_page": "NO_PREFERENCE",
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        "return_url": request_.return_url,
        "cancel_url": request_.cancel_url,
    }


def test_a_card_is_asked_for_without_a_card(request_: CheckoutRequest) -> None:
    source = requests.create(replace(request_, method=Method.CARD), "tmcard")["payment_source"]
    urls = {"return_url": request_.return_url, "cancel_url": request_.cancel_url}
    verification = {"verification": {"method": "SCA_WHEN_REQUIRED"}}
    assert source == {"card": {"attributes": verification, "experience_context": urls}}


def test_apple_pay_brings_its_own_source(request_: CheckoutRequest) -> None:
    assert "payment_source" not in requests.create(replace(request_, method=Method.APPLE_PAY), "tmcard")


@pytest.mark.parametrize(("locale", "tag"), [("en", "en-US"), ("zh", "zh-CN"), ("fr", "en-US")])
def test_locale_is_one_paypal_knows(request_: CheckoutRequest, locale: str, tag: str) -> None:
    body = requests.create(replace(request_, locale=locale), "tmcard")
    assert body["payment_source"]["paypal"]["experience_context"]["locale"] == tag


@pytest.mark.parametrize(("currency", "value"), [("EUR", "12.50"), ("USD", "12.51")])
def test_totals_that_disagree_are_never_sent(request_: CheckoutRequest, currency: str, value: str) -> None:
    unit = requests.create(request_, "tmcard")["purchase_units"][0]
    unit["items"][0]["unit_amount"] = {"currency_code": currency, "value": value}
    with pytest.raises(ValueError, match="breakdown"):
        requests.check_totals(unit)


@pytest.mark.parametrize("bad", ["", "x" * 128, "a\nb"])
def test_ids_are_never_cut_or_mended(request_: CheckoutRequest, refund_request: RefundRequest, bad: str) -> None:
    with pytest.raises(ValueError, match="id"):
        requests.create(replace(request_, invoice_id=bad), "tmcard")
    with pytest.raises(ValueError, match="id"):
        requests.refund(replace(refund_request, custom_id=bad))


@pytest.mark.parametrize("bad", ["x" * 109, "a b", "a\r\nX: y", "é"])
def test_request_id_must_fit_its_header(bad: str) -> None:
    with pytest.raises(ValueError, match="request_id"):
        requests.headers(bad)


def test_amount_paypal_cannot_take_makes_no_body(request_: CheckoutRequest) -> None:
    with pytest.raises(UnpayableAmount):
        requests.create(replace(request_, amount=Money(1, "HUF")), "tmcard")


def test_same_request_makes_the_same_bytes(request_: CheckoutRequest) -> None:
    first, second = (json.dumps(requests.create(replace(request_), "tmcard")) for _ in range(2))
    assert first == second
