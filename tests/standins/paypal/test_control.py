"""The levers: ledger, reset, clock, and what they refuse."""

import pytest

from tests.standins.paypal.shop import Build, Shop, taken


def test_ledger_shows_every_call_with_its_request_id_and_status(shop: Shop) -> None:
    order_id = shop.approved()
    shop.capture(order_id, "k")
    last = shop.ledger()["calls"][-1]
    assert (last["operation"], last["resource_id"], last["request_id"]) == ("capture", order_id, "k")
    assert (last["status"], last["fault"]) == (201, "")


def test_ledger_counts_money_in_minor_units(shop: Shop) -> None:
    capture = shop.captured()
    shop.refund(capture["id"])
    ledger = shop.ledger()
    assert (ledger["captures"][0]["amount_minor"], ledger["captures"][0]["value"]) == (1250, "12.50")
    assert (ledger["refunds"][0]["capture_id"], ledger["refunds"][0]["amount_minor"]) == (capture["id"], 1250)


def test_reset_empties_all_but_the_tokens(shop: Shop) -> None:
    shop.captured()
    shop.control("clock", {"advance_seconds": 60})
    shop.control("modes", {"captures_twice": True})
    assert shop.control("reset") == {"reset": True}
    ledger = shop.ledger()
    assert (ledger["orders"], ledger["calls"], ledger["now"]) == ([], [], "2026-03-29T12:00:00Z")
    assert not any(ledger["modes"].values())
    assert shop.create()


def test_orders_faults_modes_and_clock_outlive_a_restart(build: Build) -> None:
    first = build()
    order_id = first.approved()
    first.control("clock", {"advance_seconds": 90})
    first.control("modes", {"short_amount": True})
    first.control("faults", {"operation": "read", "nth": 1, "kind": "503"})
    first.app.extensions["standin"]()
    second = build()
    assert second.ledger()["now"] == "2026-03-29T12:01:30Z"
    assert second.get(f"/v2/checkout/orders/{order_id}").status_code == 503
    assert taken(second.capture(order_id))["amount"]["value"] == "12.49"


def test_decision_on_a_capture_that_is_not_pending_changes_nothing(shop: Shop) -> None:
    capture = shop.captured()
    answer = shop.control(f"captures/{capture['id']}/deny")
    assert answer == {"id": capture["id"], "status": "COMPLETED", "changed": False}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"advance_seconds": "soon"}),
        ("clock", None),
        ("faults", {"operation": "pay", "nth": 1, "kind": "503"}),
        ("faults", {"operation": "read", "nth": 0, "kind": "503"}),
        ("faults", {"operation": "read", "nth": 1, "kind": "flood"}),
        ("modes", {"unheard_of": True}),
        ("modes", {"short_amount": "yes"}),
        ("webhooks", {"mode": "shout"}),
        ("webhooks/deliver", {"ids": ["WH-NONE"]}),
    ],
)
def test_lever_pulled_wrongly_says_what_is_wrong(shop: Shop, path: str, body: object) -> None:
    answer = shop.app.test_client().post(f"/_standin/{path}", json=body)
    assert answer.status_code == 400
    assert answer.get_json()["error"]


def test_unknown_address_and_method_get_paypals_error_body(shop: Shop) -> None:
    assert shop.get("/v2/none").get_json()["name"] == "RESOURCE_NOT_FOUND"
    assert shop.get("/v2/checkout/orders").get_json()["name"] == "METHOD_NOT_SUPPORTED"
