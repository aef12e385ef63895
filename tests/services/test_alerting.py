"""A person is told of what hangs: in time, once, and not of what is merely new."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.services.aftermath import given_up
from tests.services.stories import STAFF, Story
from tmcard.domain.money import Money
from tmcard.domain.ports import CaptureStatus, Refused, Unknown
from tmcard.services import alerting
from tmcard.store import cases, orders
from tmcard.store.models import Message


def tell(story: Story, **passed: float) -> int:
    """The worker looks for what hangs, after some time."""
    story.clock.tick(**passed)
    return alerting.tell_of_stuck(story.session, STAFF, story.clock())


def kinds(story: Story, **passed: float) -> list[str]:
    """Of what kinds of cases people are told now, after some time."""
    story.clock.tick(**passed)
    found = [case.kind for case in cases.untold(story.session, story.clock())]
    tell(story)
    return found


def test_a_young_order_is_nobodys_business(story: Story) -> None:
    story.pay()
    assert tell(story, minutes=15) == 0


def test_an_old_order_is_told_of_once(story: Story, database_kind: str) -> None:
    order = story.pay()
    assert tell(story, minutes=16) == 1
    assert tell(story, minutes=16) == 0
    message = story.session.scalars(select(Message)).one()
    assert (message.recipient, message.facts["ref"]) == (STAFF, order.ref)
    assert orders.journal(story.session, order.id)[-1].event == "person_told"


def test_two_that_look_at_once_tell_once(story: Story, database_kind: str) -> None:
    order = story.pay()
    story.clock.tick(minutes=16)
    told = story.together(lambda other: tell(other))
    lines = [line.event for line in orders.journal(story.session, order.id)]
    assert (sum(told), lines.count("person_told")) == (1, 1)


def test_an_unknown_capture_is_told_of(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"))
    story.settle(payment)
    assert tell(story, minutes=16) == 1
    assert story.session.scalars(select(Message.key)).one().startswith(f"alert:{payment.ref}")


def test_a_pending_refund_without_trouble_is_not_told_of(story: Story) -> None:
    given_up(story)
    assert tell(story) == 0


def test_a_refund_in_trouble_is_told_of(story: Story) -> None:
    payment = given_up(story)
    story.gateway.fail("refund", Refused("refund_impossible"))
    story.refund(payment)
    assert kinds(story) == ["failed_refunds"]


@pytest.mark.parametrize("code", ["misconfigured", "rejected"])
def test_a_refusal_that_lies_with_us_is_told_of_once(story: Story, code: str) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused(code))
    story.settle(payment)
    assert kinds(story) == ["refused_setup"]
    assert kinds(story) == []


def test_a_capture_of_another_amount_is_told_of_once(story: Story) -> None:
    story.gateway.odd = {"amount": Money(1, "USD")}
    payment = story.settle(story.approve())
    assert kinds(story) == ["mismatches"]
    story.refund(payment)
    assert kinds(story) == []


def test_an_approval_of_another_amount_is_told_of(story: Story) -> None:
    payment = story.approve()
    key = payment.checkout_id or ""
    story.gateway.checkouts[key] = replace(story.gateway.checkouts[key], amount=Money(1, "USD"))
    story.settle(payment)
    assert kinds(story) == ["mismatches"]


def test_a_payment_held_for_long_is_told_of_once(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PENDING
    story.settle(story.approve())
    assert kinds(story, hours=23) == []
    assert kinds(story, hours=2) == ["pending_captures"]
    assert kinds(story, hours=30) == []


def test_a_payment_that_waits_for_us_at_paypal_is_told_of_at_once(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PENDING
    story.gateway.odd = {"reason": "receiving_preference_mandates_manual_action"}
    story.settle(story.approve())
    assert kinds(story) == ["pending_captures"]


def test_what_ended_is_not_told_of(story: Story) -> None:
    story.credit(story.pay())
    assert tell(story, days=1) == 0


def test_without_an_address_the_journal_still_says_so(story: Story) -> None:
    order = story.pay()
    story.clock.tick(minutes=16)
    assert alerting.tell_of_stuck(story.session, "", story.clock()) == 1
    assert orders.journal(story.session, order.id)[-1].event == "person_told"
    assert story.letters(order) == []
