"""Money on its way back: asked for once, looked up after that, and a person is told when it cannot go."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.services.aftermath import given_up, refund_of, rows_of
from tests.services.stories import Story
from tmcard.domain.ports import Busy, CaptureStatus, NotFound, NotSent, RefundStatus, Refused, Unknown
from tmcard.domain.states import Act
from tmcard.services import refunding
from tmcard.store.models import RefundRow
from tmcard.store.transactions import write


def test_a_refund_ends_payment_and_order_and_is_told(story: Story, database_kind: str) -> None:
    payment = story.refund(given_up(story))
    order = story.order(payment.order_id)
    row = story.session.scalars(select(RefundRow)).one()
    assert (payment.status, order.status, row.status) == ("refunded", "refunded", "refunded")
    assert (row.refund_id, row.ended_at) == (f"REFUND-{row.request_id}", story.clock())
    assert story.letters(order) == ["refund"]


def test_a_second_refund_asks_paypal_nothing(story: Story) -> None:
    payment = story.refund(given_up(story))
    story.refund(payment)
    assert story.gateway.calls.count("refund") == 1


def test_workers_at_once_refund_once(story: Story, database_kind: str) -> None:
    payment = given_up(story)
    story.together(lambda other: other.refund(payment).status)
    assert story.gateway.calls.count("refund") == 1


@pytest.mark.parametrize("error", [Unknown("timeout"), Unknown("unreadable"), NotSent("no_token"), Busy("busy")])
def test_a_refund_that_never_arrived_is_repeated_under_the_same_id(story: Story, error: Exception) -> None:
    payment = given_up(story)
    story.gateway.fail("refund", error)
    assert story.refund(payment).status == "refunding"
    story.clock.tick(seconds=7)
    assert story.refund(payment).status == "refunded"
    assert len(story.gateway.money_back) == 1


def test_a_refund_whose_answer_was_lost_gives_nothing_more(story: Story) -> None:
    payment = given_up(story)
    story.gateway.lose("refund", Unknown("timeout"))
    story.refund(payment)
    story.clock.tick(seconds=7)
    assert story.refund(payment).status == "refunded"
    assert len(story.gateway.money_back) == 1


def test_a_busy_service_is_left_alone_as_long_as_it_asks(story: Story) -> None:
    payment = given_up(story)
    story.gateway.fail("refund", Busy("busy", retry_after_seconds=80))
    story.refund(payment)
    assert refund_of(story, payment).next_at == story.clock() + timedelta(seconds=80)


def test_money_that_went_back_already_is_refunded(story: Story) -> None:
    payment = given_up(story)
    story.gateway.restate(payment.capture_id or "", CaptureStatus.REFUNDED)
    story.gateway.fail("refund", Refused("already_refunded"))
    story.sweep()
    assert (story.payment(payment.id).status, story.order(payment.order_id).status) == ("refunded", "refunded")
    assert [row.status for row in rows_of(story, payment)] == ["failed", "refunded"]


def test_a_pending_refund_is_looked_up_and_not_asked_for_again(story: Story) -> None:
    story.gateway.refund_outcome = RefundStatus.PENDING
    payment = story.refund(given_up(story))
    assert (payment.status, refund_of(story, payment).failure) == ("refunding", None)
    story.gateway.refund_outcome = RefundStatus.COMPLETED
    story.clock.tick(seconds=7)
    assert story.refund(payment).status == "refunded"
    assert story.gateway.calls[-2:] == ["refund", "read_refund"]


@pytest.mark.parametrize("error", [NotFound("not_found"), Refused("misconfigured")])
def test_a_refused_refund_stays_and_a_person_is_told(story: Story, error: Exception) -> None:
    payment = given_up(story)
    story.gateway.fail("refund", *[error] * 50)
    for _ in range(4):
        story.sweep(minutes=5)
    assert story.payment(payment.id).status == "refunding"
    assert "alert" in story.letters(story.order(payment.order_id))


def test_a_failed_refund_of_a_surplus_is_told_to_a_person(story: Story) -> None:
    story.gateway.odd = {"custom_id": "X"}
    payment = story.settle(story.approve())
    story.gateway.refund_outcome = RefundStatus.FAILED
    for _ in range(4):
        story.sweep(minutes=5)
    row = refund_of(story, payment)
    assert (row.status, row.failure, story.payment(payment.id).status) == ("failed", "refund_failed", "captured")
    assert set(story.letters(story.order(payment.order_id))) == {"alert"}
    assert story.gateway.calls.count("refund") == 1


def test_a_refund_is_begun_once(story: Story) -> None:
    payment = given_up(story)
    with write(story.session, "again"):
        refunding.begin(story.session, payment, payment.amount, "surplus", Act("staff", story.clock()))
    assert len(story.session.scalars(select(RefundRow)).all()) == 1


def test_a_worker_that_overslept_writes_nothing(story: Story, database_kind: str) -> None:
    payment = given_up(story)

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.elsewhere(lambda other: other.refund(payment))
        story.gateway.fail("refund", Unknown("timeout"))

    story.gateway.meanwhile("refund", oversleep)
    assert story.refund(payment).status == "refunded"
    assert story.letters(story.order(payment.order_id)) == ["refund"]
