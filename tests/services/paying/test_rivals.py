"""Several attempts, several workers, and workers that die or oversleep: the money is taken once or goes back."""

from datetime import timedelta

import pytest

from tests.services.stories import Story
from tmcard.domain.ports import Refused
from tmcard.store.models import Payment


def test_money_of_a_second_attempt_goes_back(story: Story, database_kind: str) -> None:
    first, second = _two_approved(story)
    story.gateway.meanwhile("capture", lambda: story.elsewhere(lambda other: other.settle(first)))
    assert story.settle(second).status == "refunding"
    story.sweep()
    assert [p.status for p in story.attempts(story.order(first.order_id))] == ["captured", "refunded"]
    assert [r.amount for r in story.gateway.money_back.values()] == [second.amount]


def test_two_attempts_captured_at_once_pay_once(story: Story, database_kind: str) -> None:
    attempts = list(_two_approved(story))
    statuses = story.together(lambda other: other.settle(attempts.pop()).status, times=2)
    assert statuses.count("captured") == 1
    assert set(statuses) <= {"captured", "refunding", "declined"}


def test_a_stale_worker_writes_nothing(story: Story, database_kind: str) -> None:
    payment = story.approve()

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.elsewhere(lambda other: other.settle(payment))
        story.gateway.fail("capture", Refused("refused_for_good"))

    story.gateway.meanwhile("capture", oversleep)
    assert story.settle(payment).status == "captured"
    assert story.gateway.takes == [payment.capture_request_id]


def test_a_worker_that_overslept_takes_nothing(story: Story) -> None:
    payment = story.approve()
    story.gateway.meanwhile("read", lambda: story.clock.tick(seconds=40))
    assert story.settle(payment).status == "created"
    assert story.gateway.calls.count("capture") == 0


def test_a_killed_payers_request_is_taken_up_when_its_lease_ends(story: Story) -> None:
    payment = story.begin()
    for _ in range(8):
        story.sweep(minutes=10)
    story.gateway.approve(payment.checkout_id or "")
    story.gateway.meanwhile("capture", _die)
    with pytest.raises(SystemExit):
        story.settle(payment)
    story.session.rollback()
    story.sweep(seconds=61)
    assert story.payment(payment.id).status == "captured"


def _die() -> None:
    raise SystemExit


def _two_approved(story: Story) -> tuple[Payment, Payment]:
    """Two attempts of one order: the first had nearly run out of time when the payer began the second."""
    first = story.approve()
    order = story.order(first.order_id)
    first.expires_at = story.clock() - timedelta(seconds=1)
    story.session.commit()
    return first, story.approve(order)
