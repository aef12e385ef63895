"""A shop that talks to the stand-in as tmcard does, for the tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from standins.paypal import create_app

BASE_URL = "http://127.0.0.1:8001"
WEBHOOK_ID = "1JE4291016473214C"
WHOLE = {"Prefer": "return=representation"}
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
Json = dict[str, Any]


def build_app(folder: Path, **settings: Any) -> Flask:
    """Make a stand-in in a folder, on a clock that stands still and with no waits."""
    fixed: Json = {
        "state_path": folder / "paypal.sqlite",
        "base_url": BASE_URL,
        "webhook_url": "",
        "client_id": "client",
        "client_secret": "secret",
        "webhook_id": WEBHOOK_ID,
        "clock": lambda: NOON,
        "slow_seconds": 0.01,
        "hang_seconds": 0.01,
    }
    return create_app(**(fixed | settings))


def order_body(value: str = "12.50", currency: str = "USD", **unit: Any) -> Json:
    """Write what tmcard sends to create an order."""
    urls = {"return_url": "https://shop.example/return?a=1#top", "cancel_url": "https://shop.example/cancel"}
    amount = {"currency_code": currency, "value": value}
    purchase = {"custom_id": "attempt-1", "description": "10 GB / 30 days", "amount": amount} | unit
    source = {"paypal": {"experience_context": urls}}
    return {"intent": "CAPTURE", "purchase_units": [purchase], "payment_source": source}


@dataclass
class Shop:
    """Calls the stand-in with a Bearer; `pay` walks an order to its capture."""

    app: Flask
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> "Shop":
        """Fetch a token and use it from now on."""
        form = {"grant_type": "client_credentials"}
        answer = self.app.test_client().post("/v1/oauth2/token", data=form, auth=("client", "secret"))
        self.headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
        return self

    def post(self, path: str, body: object = None, request_id: str = "", **headers: str) -> TestResponse:
        """Post JSON to the API."""
        more = {"PayPal-Request-Id": request_id} if request_id else {}
        sent = {**self.headers, **more, **headers}
        return self.app.test_client().post(path, json={} if body is None else body, headers=sent)

    def get(self, path: str) -> TestResponse:
        """Read from the API."""
        return self.app.test_client().get(path, headers=self.headers)

    def create(self, request_id: str = "", **changes: Any) -> str:
        """Create an order and give its id."""
        return str(self.post("/v2/checkout/orders", order_body(**changes), request_id).get_json()["id"])

    def approve(self, order_id: str, email: str = "payer@example.com", act: str = "approve") -> TestResponse:
        """Press a button of the approval page."""
        return self.app.test_client().post("/checkoutnow", data={"token": order_id, "email": email, "act": act})

    def capture(self, order_id: str, request_id: str = "") -> TestResponse:
        """Capture, asking for the whole order."""
        return self.post(f"/v2/checkout/orders/{order_id}/capture", {}, request_id, **WHOLE)

    def approved(self, email: str = "payer@example.com", **changes: Any) -> str:
        """Create and approve an order."""
        order_id = self.create(**changes)
        self.approve(order_id, email)
        return order_id

    def captured(self, email: str = "payer@example.com", **changes: Any) -> Json:
        """Create, approve and capture; give the capture."""
        return taken(self.capture(self.approved(email, **changes)))

    def refund(self, capture_id: str, body: object = None, request_id: str = "") -> TestResponse:
        """Refund, asking for the whole refund."""
        return self.post(f"/v2/payments/captures/{capture_id}/refund", body, request_id, **WHOLE)

    def control(self, path: str, body: object = None) -> Json:
        """Pull one of the levers."""
        return dict(self.app.test_client().post(f"/_standin/{path}", json=body).get_json())

    def ledger(self) -> Json:
        """Read the ledger."""
        return dict(self.app.test_client().get("/_standin/ledger").get_json())


def taken(answer: TestResponse) -> Json:
    """Give the first capture in an order."""
    return dict(answer.get_json()["purchase_units"][0]["payments"]["captures"][0])


def issue(answer: TestResponse) -> str:
    """Give the issue of a refusal."""
    return str(answer.get_json()["details"][0]["issue"])


Build = Callable[..., Shop]
