"""A scripted PayPal and a gateway that talks to it without ever sleeping."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.adapters.vendor import PATIENT, Reply, Vendor
from tmcard.adapters.paypal.gateway import PayPalPayments
from tmcard.adapters.paypal.transport import Transport
from tmcard.domain.money import Money
from tmcard.domain.ports import CheckoutRequest, RefundRequest

TOKEN = {"access_token": "token-canary", "token_type": "Bearer", "expires_in": 32400}


@pytest.fixture
def paypal(vendor: Vendor) -> Vendor:
    """A vendor that hands out a token."""
    vendor.on("POST /v1/oauth2/token", Reply(200, TOKEN))
    return vendor


@pytest.fixture
def transport(paypal: Vendor) -> Transport:
    """A transport to the scripted PayPal."""
    return Transport(paypal.base_url + "/", "client", "secret-canary", timeout=PATIENT)


@pytest.fixture
def payments(paypal: Vendor) -> PayPalPayments:
    """A gateway to the scripted PayPal that repeats at once."""
    return PayPalPayments(paypal.base_url, "client", "secret-canary", timeout=PATIENT, pauses=(0, 0))


@pytest.fixture
def request_() -> CheckoutRequest:
    """A checkout of US$12.50."""
    return CheckoutRequest(
        request_id="tm-ABC-create-1",
        custom_id="ABC",
        invoice_id="ABC-1",
        amount=Money(1250, "USD"),
        description="10 GB / 30 days",
        locale="zh",
        return_url="https://tmcard.example/checkout/ABC/return",
        cancel_url="https://tmcard.example/checkout/ABC/cancel",
    )


@pytest.fixture
def refund_request() -> RefundRequest:
    """A refund of all of it."""
    return RefundRequest("tm-ABC-refund-1", "3C679366HH908993F", Money(1250, "USD"), "ABC", "ABC-1-R1", "Not delivered")


@pytest.fixture
def order_json() -> Callable[..., dict[str, Any]]:
    """Builds an order as PayPal shows it, with one capture when `capture_status` is given."""

    def build(status: str = "APPROVED", capture_status: str = "", **unit: Any) -> dict[str, Any]:
        amount = {"currency_code": "USD", "value": "12.50"}
        unit = {"custom_id": "ABC", "invoice_id": "ABC-1", "amount": amount, **unit}
        if capture_status:
            ids = {"custom_id": "ABC", "invoice_id": "ABC-1"}
            capture = {"id": "3C679366HH908993F", "status": capture_status, "amount": amount, **ids}
            unit["payments"] = {"captures": [capture]}
        links = [{"rel": "self", "href": "https://api.example"}]
        return {"id": "5O190127TN364715T", "status": status, "purchase_units": [unit], "links": links}

    return build
