"""What may happen to money after it was taken: given back in part, taken back at PayPal, disputed. Over real HTTP."""

from typing import Any

import requests
from sqlalchemy.orm import Session

from tests.journeys import acts
from tests.world import World
from tmcard.domain.money import Money
from tmcard.services import refunding
from tmcard.store import disputes, orders, payments, refunds
from tmcard.store.models import Order, Payment
from tmcard.web.clock import now
from tmcard.web.database import db


def lever(world: World, path: str, **body: Any) -> dict[str, Any]:
    """Pull a lever of the PayPal stand-in."""
    answer = requests.post(f"{world.paypal}/_standin/{path}", json=body, timeout=10)
    answer.raise_for_status()
    return dict(answer.json())


def happen(world: World, path: str, **body: Any) -> dict[str, Any]:
    """Let something happen at PayPal; its webhook arrives, and the worker follows it."""
    lever(world, "webhooks", mode="hold")
    told = lever(world, path, **body)
    event = world.ledger(world.paypal)["webhooks"][-1]
    assert lever(world, "webhooks/deliver", ids=[event["id"]])["delivered"][0]["status"] == 200
    lever(world, "webhooks", mode="send")
    world.worker.sweep()
    return told


def pay(world: World, owned: acts.Owned) -> str:
    """Pay and come back; answers the order's reference. The worker has not delivered it yet."""
    return acts.approve(acts.go_to_paypal(acts.choose(owned.open()), world)).path.split("/")[2]


def books(world: World, ref: str) -> tuple[Order, Payment]:
    """The order and its payment as they stand now."""
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        payment = payments.latest(session, order.id) if order else None
    assert order is not None
    assert payment is not None
    return order, payment


def test_a_part_given_back_by_a_person_reaches_paypal_once(small_world: World, seoul: acts.Owned) -> None:
    ref = pay(small_world, seoul)
    small_world.worker.sweep()
    _, payment = books(small_world, ref)
    facts = {"reason": "goodwill", "note": "", "actor": "staff:kim", "form_token": ref}
    with small_world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        for _time in range(2):
            refunding.ask(session, payment.id, amount=Money(250, "USD"), now=now(), **facts)
    small_world.worker.sweep(), small_world.worker.sweep()
    given = [r for r in small_world.ledger(small_world.paypal)["refunds"] if r["capture_id"] == payment.capture_id]
    assert [each["value"] for each in given] == ["2.50"]
    assert (books(small_world, ref)[0].status, books(small_world, ref)[1].status) == ("credited", "captured")


def test_a_refund_made_in_paypals_own_pages_is_heard_of(small_world: World, singapore: acts.Owned) -> None:
    ref = pay(small_world, singapore)
    small_world.worker.sweep()
    _, payment = books(small_world, ref)
    made = happen(small_world, f"captures/{payment.capture_id}/refund", amount_minor=100)
    with small_world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        (row,) = refunds.of_payment(session, payment.id)
    assert (row.origin, row.refund_id, row.amount) == ("elsewhere", made["id"], Money(100, "USD"))


def test_a_dispute_holds_the_renewal_until_it_ends(small_world: World, tablet: acts.Owned) -> None:
    ref = pay(small_world, tablet)
    _, payment = books(small_world, ref)
    dispute = happen(small_world, f"captures/{payment.capture_id}/dispute")
    order, _ = books(small_world, ref)
    with small_world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        (row,) = disputes.of_order(session, order.id)
    assert (order.status, row.dispute_id, row.amount) == ("held", dispute["dispute_id"], order.price)
    assert "This renewal is on hold" in tablet.visitor.open(f"/checkout/{ref}").text
    happen(small_world, f"disputes/{dispute['dispute_id']}/resolve", outcome="RESOLVED_BUYER_FAVOUR")
    order, payment = books(small_world, ref)
    assert (order.status, payment.status) == ("refunded", "refunded")
    assert "Your money has gone back" in tablet.visitor.open(f"/checkout/{ref}").text
