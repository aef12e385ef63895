"""Each invariant can fail: shown a broken world, it says so; shown a sound one, none of them says anything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.faults.invariants import INVARIANTS, wrongs
from tests.faults.memory import Memory
from tests.faults.picture import Picture, secrets
from tests.rows import NOW

EVENTS = ["approval_seen", "capture_begun", "captured"]
STATUSES = ["approved", "capturing", "captured"]


JOURNAL = [
    *[("P1", event, status) for event, status in zip(EVENTS, STATUSES, strict=True)],
    *[("order", "capture_completed", "paid"), ("order", "topping_up", "crediting"), ("order", "topped_up", "credited")],
]


def sound() -> dict[str, Any]:
    """One order, paid once and credited once, as a mutable picture."""
    price = {"amount_minor": 900, "currency": "USD"}
    order = {"id": 1, "ref": "O1", "status": "credited", "form_token": "f1", "lease_until": None, "alerted_at": None}
    payment = {"id": 1, "ref": "P1", "order_id": 1, "status": "captured", "capture_id": "C1", "lease_until": None}
    capture = {"id": "C1", "custom_id": "P1", "invoice_id": "TM-O1-1", "status": "COMPLETED", "refunded_minor": 0}
    return {
        "orders": [{**order, **price, "receipt_email": "payer@example.com"}],
        "payments": [{**payment, **price, "alerted_at": None}],
        "order_events": [{"order_id": 1, "subject": s, "event": e, "status": t} for s, e, t in JOURNAL],
        "messages": [{"key": "receipt:O1"}],
        "inbox_events": [{"event_id": "W1"}],
        "receipts": [{"about": "capture:C1", "series": "payment", "year": 2026, "serial": 1, **price}],
        "paypal": {"captures": [{**capture, **price}], "refunds": [], "webhooks": [{"id": "W1", "state": "delivered"}]},
        "top_ups": [{"transactionId": "tm-O1-1"}],
        "letters": [{"id": "1", "to": "payer@example.com", "text": "Thanks"}],
        "memory": Memory(told=[["O1", "renewing"], ["O1", "credited"]]),
        "now": NOW,
    }


def test_a_sound_world_breaks_nothing() -> None:
    assert wrongs(Picture(**sound())) == []


def refund(world: dict[str, Any], minor: int = 900, currency: str = "USD") -> None:
    capture = world["paypal"]["captures"][0]
    capture["refunded_minor"] += minor
    given = {"id": f"R{minor}", "capture_id": "C1", "amount_minor": minor, "currency": currency}
    world["paypal"]["refunds"].append(given)


def again(world: dict[str, Any], where: str) -> None:
    """The first thing in a list happens once more."""
    found = world["paypal"][where] if where in world["paypal"] else world[where]
    found.append(dict(found[0]))


def put(where: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    """The first row of a list says something else."""

    def change(world: dict[str, Any]) -> None:
        found = world["paypal"][where] if where in world["paypal"] else world[where]
        found[0].update(values)

    return change


def drop(where: str) -> Callable[[dict[str, Any]], None]:
    """A list is empty."""

    def change(world: dict[str, Any]) -> None:
        (world["paypal"] if where in world["paypal"] else world)[where] = []

    return change


def told(state: str) -> Callable[[dict[str, Any]], None]:
    """A page once said so."""
    return lambda world: world["memory"].told.append(["O1", state])


def other_capture(world: dict[str, Any]) -> None:
    again(world, "captures")
    world["paypal"]["captures"][1]["id"] = "C2"


def give_back(world: dict[str, Any], status: str = "refunded") -> None:
    """Staff gave back a part, of which the journal says nothing."""
    refund(world, 450)
    row = {"ref": "B1", "payment_id": 1, "status": status, "origin": "staff", "refund_id": "R450", "alerted_at": None}
    world["refunds"] = [{**row, "lease_until": None, "amount_minor": 450, "currency": "USD"}]


def test_what_people_chose_to_give_back_may_be_missing_from_what_we_keep() -> None:
    world = sound()
    give_back(world)
    assert not {"03", "04", "07"} & {wrong[:2] for wrong in wrongs(Picture(**world))}


#: The invariant's number, and what breaks it.
BROKEN: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("01", other_capture),
    ("02", lambda world: again(world, "top_ups")),
    ("03", drop("top_ups")),
    ("03", refund),
    ("04", put("captures", amount_minor=901)),
    ("04", lambda world: refund(world, 1)),
    ("05", put("captures", amount_minor=899)),
    ("05", put("captures", currency="EUR")),
    ("05", put("top_ups", transactionId="tm-NOBODY-1")),
    ("06", lambda world: refund(world, 901)),
    ("06", lambda world: refund(world, currency="EUR")),
    ("07", put("payments", capture_id=None)),
    ("07", put("payments", capture_id="C9")),
    ("07", put("payments", status="refunded")),
    ("07", put("orders", status="paid")),
    ("07", refund),
    ("08", put("orders", status="crediting")),
    ("08", put("orders", status="queued")),
    ("08", put("payments", status="capturing")),
    ("08", lambda world: give_back(world, status="refunding")),
    ("09", lambda world: world["order_events"].pop(0)),
    ("09", give_back),
    ("13", give_back),
    ("09", put("orders", status="refunded")),
    ("10", put("orders", lease_until=NOW + timedelta(seconds=1))),
    ("10", lambda world: world.update(watch=["fence_went_back_orders"])),
    ("11", lambda world: world.update(promotion_faults=["AUTUMN: in_total"])),
    ("12", lambda world: world.update(watch=["price_changed_orders"])),
    ("13", drop("messages")),
    ("13", lambda world: world["messages"].append({"key": "receipt:O2"})),
    ("13", lambda world: world["letters"].extend(world["letters"] * 2)),
    ("13", put("letters", to="stranger@example.com")),
    ("14", lambda world: again(world, "inbox_events")),
    ("14", put("inbox_events", event_id="W9")),
    ("14", drop("inbox_events")),
    ("15", told("refunded")),
    ("15", told("withdrawn")),
    ("15", put("orders", status="refunded")),
    ("15", drop("captures")),
    ("16", lambda world: again(world, "orders")),
    ("17", put("orders", status="expired")),
    ("17", put("payments", status="declined")),
    ("18", lambda world: world.update(log=f"token {secrets()[0]}")),
    ("18", lambda world: world.update(log='{"event": "drive_failed", "kind": "order"}')),
    ("19", lambda world: world.update(damage=["row 1 missing from index"])),
    ("20", put("payments", amount_minor=9.0)),
    ("21", drop("receipts")),
    ("21", put("receipts", serial=2)),
    ("21", put("receipts", amount_minor=0)),
    ("21", give_back),
]


@pytest.mark.parametrize(("number", "damage"), BROKEN, ids=[f"{n}-{i}" for i, (n, _) in enumerate(BROKEN)])
def test_a_broken_world_breaks_its_invariant(number: str, damage: Callable[[dict[str, Any]], object]) -> None:
    world = sound()
    damage(world)
    assert number in {wrong[:2] for wrong in wrongs(Picture(**world))}


def test_every_invariant_has_a_world_that_breaks_it() -> None:
    assert {invariant.__name__[4:6] for invariant in INVARIANTS} == {number for number, _ in BROKEN}
