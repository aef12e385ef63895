"""Faults on request, over real connections."""

import threading
from collections.abc import Iterator

import pytest
import requests
from werkzeug.serving import make_server

from tests.standins.paypal.shop import Shop, issue, order_body


@pytest.fixture
def address(shop: Shop) -> Iterator[str]:
    """The stand-in on a port of its own."""
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def capture(shop: Shop, address: str, order_id: str) -> requests.Response:
    url = f"{address}/v2/checkout/orders/{order_id}/capture"
    headers = {**shop.headers, "PayPal-Request-Id": "k"}
    return requests.post(url, json={}, headers=headers, allow_redirects=False, timeout=5)


def plan(shop: Shop, kind: str, operation: str = "capture", nth: int = 1) -> None:
    shop.control("faults", {"operation": operation, "nth": nth, "kind": kind})


def has_captured(shop: Shop) -> bool:
    return len(shop.ledger()["captures"]) == 1


@pytest.mark.parametrize(
    ("kind", "has_effect"),
    [("timeout_with_effect", True), ("timeout_without_effect", False), ("reset", False)],
)
def test_dropped_connection_leaves_the_effect_it_names(shop: Shop, address: str, kind: str, has_effect: bool) -> None:
    order_id = shop.approved()
    plan(shop, kind)
    with pytest.raises(requests.ConnectionError):
        capture(shop, address, order_id)
    assert has_captured(shop) is has_effect
    assert capture(shop, address, order_id).status_code == (200 if has_effect else 201)


@pytest.mark.parametrize(
    ("kind", "status", "has_effect"),
    [
        ("500_before", 500, False),
        ("500_after", 500, True),
        ("503", 503, False),
        ("429", 429, False),
        ("redirect_302", 302, False),
        ("malformed", 201, True),
        ("empty", 201, True),
    ],
)
def test_spoilt_answer_leaves_the_effect_it_names(
    shop: Shop, address: str, kind: str, status: int, has_effect: bool
) -> None:
    order_id = shop.approved()
    plan(shop, kind)
    assert capture(shop, address, order_id).status_code == status
    assert has_captured(shop) is has_effect


@pytest.mark.parametrize("kind", ["malformed", "empty"])
def test_malformed_and_empty_answers_are_not_json(shop: Shop, kind: str) -> None:
    plan(shop, kind, "create")
    assert shop.post("/v2/checkout/orders", order_body()).get_json(silent=True) is None


def test_429_and_503_name_a_time_to_wait(shop: Shop) -> None:
    for kind in ("429", "503"):
        plan(shop, kind, "read")
        assert shop.get("/v2/checkout/orders/X").headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("name", "status"),
    [("PAYEE_BLOCKED_TRANSACTION", 422), ("PREVIOUS_REQUEST_IN_PROGRESS", 409), ("PERMISSION_DENIED", 403)],
)
def test_planned_refusal_has_the_status_of_its_issue(shop: Shop, name: str, status: int) -> None:
    order_id = shop.approved()
    plan(shop, f"refuse:{name}")
    answer = shop.capture(order_id)
    assert (answer.status_code, issue(answer)) == (status, name)
    assert not has_captured(shop)


def test_nth_counts_from_the_plan_and_happens_once(shop: Shop) -> None:
    shop.get("/v2/checkout/orders/X")
    plan(shop, "503", "read", nth=2)
    statuses = [shop.get("/v2/checkout/orders/X").status_code for _ in range(3)]
    assert statuses == [404, 503, 404]


@pytest.mark.parametrize("operation", ["token", "create", "read", "capture", "refund", "read_capture", "read_refund"])
def test_every_operation_can_be_spoilt(shop: Shop, operation: str) -> None:
    plan(shop, "500_before", operation)
    shop.sign_in() if operation != "token" else shop.app.test_client().post("/v1/oauth2/token")
    shop.post("/v2/checkout/orders", order_body())
    shop.get("/v2/checkout/orders/X")
    shop.capture("X")
    shop.refund("X")
    shop.get("/v2/payments/captures/X")
    shop.get("/v2/payments/refunds/X")
    assert [row["operation"] for row in shop.ledger()["calls"] if row["fault"]] == [operation]


def test_cleared_faults_do_not_happen(shop: Shop) -> None:
    plan(shop, "503", "read")
    assert shop.app.test_client().delete("/_standin/faults").get_json() == {"faults": []}
    assert shop.get("/v2/checkout/orders/X").status_code == 404
