"""Money that PayPal took and we do not know of: listed by the command, then settled by it, then gone from the list."""

import json
from typing import Any

import requests

from tests.journeys import acts
from tests.world import World


def reconcile(world: World, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the document."""
    done = world.app.test_cli_runner().invoke(args=["tmcard", "reconcile", "--since", "1h", "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def pay_unheard(world: World, owned: acts.Owned) -> str:
    """Pay while every answer to the capture gets lost after its effect; answers the order's reference."""
    visitor = acts.go_to_paypal(acts.choose(owned.open()), world)
    for nth in (1, 2):
        fault = {"operation": "capture", "nth": nth, "kind": "500_after"}
        requests.post(f"{world.paypal}/_standin/faults", json=fault, timeout=10).raise_for_status()
    return acts.approve(visitor).path.split("/")[2]


def test_a_capture_nobody_heard_of_is_listed_and_then_settled(small_world: World, seoul: acts.Owned) -> None:
    order = pay_unheard(small_world, seoul)
    code, before = reconcile(small_world)
    listed = [(each["code"], each["theirs"]) for each in before["differences"] if each["order_ref"] == order]
    assert (code, listed) == (1, [("captured_there_not_here", "capture completed")])
    _, after = reconcile(small_world, "--fix")
    assert order in [each["order_ref"] for each in after["settled"]]
    assert order not in [each["order_ref"] for each in after["differences"]]
    assert "Your card is renewed" in seoul.visitor.open(f"/checkout/{order}").text


def test_a_refund_that_somebody_made_at_paypal_is_listed(small_world: World, seoul: acts.Owned) -> None:
    visitor = acts.approve(acts.go_to_paypal(acts.choose(seoul.open()), small_world))
    small_world.worker.sweep()
    refunded = give_back(small_world, visitor.path.split("/")[2])
    _, document = reconcile(small_world, "--fix")
    listed = [each["code"] for each in document["differences"] if each["payment_ref"] == refunded]
    assert listed == ["delivered_and_taken_back"]


def give_back(world: World, order: str) -> str:
    """Refund an order's money as staff would on PayPal's own pages; answers the payment's reference."""
    ledger = world.ledger(world.paypal)
    taken = next(each for each in ledger["captures"] if str(each["invoice_id"]).startswith(f"TM-{order}-"))
    keys = (world.environ["PAYPAL_CLIENT_ID"], world.environ["PAYPAL_CLIENT_SECRET"])
    grant = {"grant_type": "client_credentials"}
    token = requests.post(f"{world.paypal}/v1/oauth2/token", data=grant, auth=keys, timeout=10).json()["access_token"]
    url = f"{world.paypal}/v2/payments/captures/{taken['id']}/refund"
    requests.post(url, json={}, headers={"Authorization": f"Bearer {token}"}, timeout=10).raise_for_status()
    return str(taken["custom_id"])
