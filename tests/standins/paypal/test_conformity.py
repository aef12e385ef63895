"""The stand-in's answers against PayPal's own OpenAPI files, where they lie beside the repository."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.standins.paypal.shop import WHOLE, Json, Shop, order_body

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "paypal"
ORDERS, PAYMENTS = "checkout_orders_v2.json", "payments_payment_v2.json"


def answered_schema(spec: str, path: str, method: str, status: str) -> Draft202012Validator:
    """Give the schema PayPal's file states for one answer."""
    if not (SPECS / spec).exists():
        pytest.skip(f"PayPal's OpenAPI file is absent: {SPECS / spec}")
    document: Json = json.loads((SPECS / spec).read_text(encoding="utf-8"))
    stated: Any = document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    return Draft202012Validator(stated | {"components": document["components"]})


@pytest.mark.parametrize("email", ["payer@example.com", "a+pending@b.example", "a+cardlike-declined@b.example"])
def test_order_capture_and_read_conform(shop: Shop, email: str) -> None:
    path = "/v2/checkout/orders/{id}"
    created = shop.post("/v2/checkout/orders", order_body(invoice_id="TM-1"), **WHOLE).get_json()
    answered_schema(ORDERS, "/v2/checkout/orders", "post", "201").validate(created)
    shop.approve(created["id"], email)
    read = answered_schema(ORDERS, path, "get", "200")
    read.validate(shop.get(f"/v2/checkout/orders/{created['id']}").get_json())
    answered_schema(ORDERS, f"{path}/capture", "post", "201").validate(shop.capture(created["id"]).get_json())
    read.validate(shop.get(f"/v2/checkout/orders/{created['id']}").get_json())


def test_minimal_answers_conform(shop: Shop) -> None:
    body = shop.post("/v2/checkout/orders", order_body()).get_json()
    answered_schema(ORDERS, "/v2/checkout/orders", "post", "201").validate(body)


def test_capture_and_refund_conform(shop: Shop) -> None:
    path = "/v2/payments/captures/{capture_id}"
    capture_id = shop.captured(value="1250", currency="JPY")["id"]
    read = answered_schema(PAYMENTS, path, "get", "200")
    read.validate(shop.get(f"/v2/payments/captures/{capture_id}").get_json())
    refund = shop.refund(capture_id, {"note_to_payer": "Sorry", "invoice_id": "R1"}).get_json()
    answered_schema(PAYMENTS, f"{path}/refund", "post", "201").validate(refund)
    read.validate(shop.get(f"/v2/payments/captures/{capture_id}").get_json())
    answered_schema(PAYMENTS, "/v2/payments/refunds/{refund_id}", "get", "200").validate(refund)


REFUSALS = [
    "ORDER_NOT_APPROVED",
    "ORDER_ALREADY_CAPTURED",
    "INSTRUMENT_DECLINED",
    "PAYER_ACTION_REQUIRED",
    "TRANSACTION_REFUSED",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
    "DUPLICATE_INVOICE_ID",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "PAYEE_BLOCKED_TRANSACTION",
    "COMPLIANCE_VIOLATION",
    "ORDER_COMPLETION_IN_PROGRESS",
]


@pytest.mark.parametrize("name", REFUSALS)
def test_capture_refusals_conform(shop: Shop, name: str) -> None:
    shop.control("faults", {"operation": "capture", "nth": 1, "kind": f"refuse:{name}"})
    body = shop.capture("X").get_json()
    answered_schema(ORDERS, "/v2/checkout/orders/{id}/capture", "post", "422").validate(body)


def test_unknown_order_conforms(shop: Shop) -> None:
    body = shop.get("/v2/checkout/orders/NONE").get_json()
    answered_schema(ORDERS, "/v2/checkout/orders/{id}", "get", "404").validate(body)


def test_missing_token_conforms(shop: Shop) -> None:
    answer = shop.app.test_client().post("/v2/checkout/orders", json=order_body())
    answered_schema(ORDERS, "/v2/checkout/orders", "post", "401").validate(answer.get_json())


def test_planned_500_conforms(shop: Shop) -> None:
    shop.control("faults", {"operation": "capture", "nth": 1, "kind": "500_before"})
    body = shop.capture("X").get_json()
    answered_schema(ORDERS, "/v2/checkout/orders/{id}/capture", "post", "500").validate(body)
