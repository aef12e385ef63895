"""Somebody of the staff at work: signs in with the authenticator, finds an order, looks at it, gives money back."""

import time

import pytest
import requests

from standins.demo.people import STAFF_KEY, STAFF_NAME
from standins.mailbox.authenticator import STEP_SECONDS, code_of
from tests import staff_room
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World


@pytest.fixture
def desk(small_world: World) -> Visitor:
    """The demo's member of the staff, signed in."""
    return staff_room.at_desk(small_world)


def _bought(world: World, owned: acts.Owned, plan: str = "asia-month-5") -> str:
    """A renewal that was paid and delivered; its reference."""
    visitor = acts.choose(owned.open(), plan)
    acts.approve(acts.go_to_paypal(visitor, world))
    world.worker.sweep()
    return visitor.path.rsplit("/", 1)[-1]


def _ledger(world: World, table: str) -> list[dict[str, object]]:
    return world.ledger(world.paypal)[table]


def _lever(world: World, path: str, **body: object) -> None:
    requests.post(f"{world.paypal}/_standin/{path}", json=body, timeout=10).raise_for_status()


def _dispute(world: World, capture_id: str) -> None:
    """The payer complains at PayPal; its webhook arrives, and the worker follows it."""
    _lever(world, "webhooks", mode="hold")
    _lever(world, f"captures/{capture_id}/dispute")
    _lever(world, "webhooks/deliver", ids=[_ledger(world, "webhooks")[-1]["id"]])
    _lever(world, "webhooks", mode="send")
    world.worker.sweep()


def test_the_code_of_the_demo_s_authenticator_is_on_its_page(small_world: World) -> None:
    url = f"http://127.0.0.1:{small_world.ports.mailbox}/authenticator"
    codes = [code_of(STAFF_KEY, time.time() + step * STEP_SECONDS) for step in (-1, 0, 1)]
    page = requests.get(url, params={"key": STAFF_KEY}, timeout=10).text
    assert any(code in page for code in codes)


def test_a_part_goes_back_once_and_the_payer_is_told(small_world: World, desk: Visitor, seoul: acts.Owned) -> None:
    ref, before = _bought(small_world, seoul), len(_ledger(small_world, "refunds"))
    desk.open(f"/staff/orders?q={ref.lower()}").follow(f"/staff/orders/{ref}").follow("/refund")
    desk.submit("/refund", amount="2.50", reason="goodwill", note="Slow on the train")
    asked = desk.url, desk.page
    for _ in range(2):
        desk.url, desk.page = asked
        desk.submit("/refund/confirm")
    small_world.worker.sweep(), small_world.worker.sweep()
    desk.open(f"/staff/orders/{ref}")
    assert [refund["value"] for refund in _ledger(small_world, "refunds")[before:]] == ["2.50"]
    assert [w for w in ("Given back", STAFF_NAME, "US$2.50", "Slow on the train") if w not in desk.text] == []
    assert "back" in small_world.messages("payer@example.com")[0]["subject"]


def test_more_than_is_left_is_refused_before_anything_is_asked(
    small_world: World, desk: Visitor, seoul: acts.Owned
) -> None:
    ref, before = _bought(small_world, seoul), len(_ledger(small_world, "refunds"))
    desk.open(f"/staff/orders/{ref}").follow("/refund")
    desk.submit("/refund", amount="9.01", reason="late", note="Too late for the flight")
    small_world.worker.sweep()
    assert (desk.status, "No more than US$9.00 can go back" in desk.text) == (422, True)
    assert len(_ledger(small_world, "refunds")) == before


def test_what_is_disputed_is_listed_and_gives_nothing_back(
    small_world: World, desk: Visitor, singapore: acts.Owned
) -> None:
    ref = _bought(small_world, singapore)
    _dispute(small_world, str(_ledger(small_world, "captures")[-1]["id"]))
    assert "Open disputes" in desk.open("/staff/").text
    desk.follow(f"/staff/orders/{ref}").follow("/refund")
    desk.submit("/refund", reason="dispute", note="They complained").submit("/refund/confirm")
    assert (desk.status, "A dispute about this payment is open" in desk.text) == (422, True)


def test_a_look_finds_a_capture_whose_answer_was_lost(small_world: World, desk: Visitor, seoul: acts.Owned) -> None:
    visitor = acts.go_to_paypal(acts.choose(seoul.open()), small_world)
    for nth in (1, 2):
        _lever(small_world, "faults", operation="capture", nth=nth, kind="500_after")
    ref = acts.approve(visitor).path.split("/")[2]
    assert "Do not pay again" in visitor.text
    desk.open(f"/staff/orders/{ref}").submit("/look")
    assert "Everything was looked at just now" in desk.text
    assert "Looked at by staff" in desk.text
    assert "Your card is renewed" in visitor.open(f"{small_world.site}/checkout/{ref}").text
