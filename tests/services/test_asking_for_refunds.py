"""A person gives money back: whole or in part, once, never more than came, and never for what is being delivered."""

from datetime import timedelta
from typing import Any

import pytest

from tests.services.aftermath import ask, delivered, disputed, given_up, refund_of, rows_of
from tests.services.stories import Story
from tmcard.domain.money import Money
from tmcard.domain.ports import Refused, Unknown
from tmcard.services.refunding import (
    CannotRefund,
    DisputeOpen,
    NotRefundable,
    RefundUnderWay,
    TooLate,
    TooMuch,
    left,
)
from tmcard.store import orders


def test_a_part_goes_back_and_the_renewal_stays(story: Story, database_kind: str) -> None:
    payment = delivered(story)
    row = ask(story, payment, 300, note="slow network")
    assert story.refund(payment).status == "captured"
    assert refund_of(story, payment).status == "refunded"
    assert (story.gateway.refunds[0].amount, story.gateway.refunds[0].request_id) == (Money(300, "USD"), row.request_id)
    order = story.order(payment.order_id)
    assert (order.status, left(story.session, payment)) == ("credited", Money(600, "USD"))
    assert story.letters(order) == ["receipt", "refund"]


def test_several_parts_may_go_back_until_nothing_is_left(story: Story) -> None:
    payment = delivered(story)
    for minor in (300, 200, 400):
        ask(story, payment, minor)
        payment = story.refund(payment)
    assert (payment.status, story.order(payment.order_id).status) == ("refunded", "credited")
    assert [row.amount_minor for row in rows_of(story, payment)] == [300, 200, 400]


def test_no_amount_means_all_that_is_left(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 100)
    story.refund(payment)
    assert ask(story, payment).amount == Money(800, "USD")


def test_the_same_form_is_one_refund(story: Story, database_kind: str) -> None:
    payment = delivered(story)
    made = story.together(lambda other: ask(other, payment, 300).id)
    story.refund(payment)
    assert (len(set(made)), ask(story, payment, 300).id) == (1, made[0])
    assert len(story.gateway.money_back) == 1


def test_two_people_at_once_give_back_once(story: Story, database_kind: str) -> None:
    payment = delivered(story)
    tokens = iter(range(4))

    def press(other: Story) -> str:
        try:
            return ask(other, payment, form_token=f"own-{next(tokens)}").status
        except CannotRefund as error:
            return error.code

    assert sorted(story.together(press)) == ["refund_under_way"] * 3 + ["refunding"]


def test_more_than_is_left_is_refused(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 500)
    story.refund(payment)
    with pytest.raises(TooMuch) as refusal:
        ask(story, payment, 401)
    assert refusal.value.left == Money(400, "USD")


def test_what_is_on_its_way_counts_as_given(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 500)
    with pytest.raises(RefundUnderWay):
        ask(story, payment, 400)


@pytest.mark.parametrize(
    "changes", [{"amount": Money(100, "EUR")}, {"amount": Money(0, "USD")}, {"amount": Money(-5, "USD")}]
)
def test_an_amount_that_cannot_be_is_refused(story: Story, changes: dict[str, Any]) -> None:
    with pytest.raises(NotRefundable):
        ask(story, delivered(story), **changes)


@pytest.mark.parametrize("reason", ["", "surplus", "because"])
def test_a_reason_outside_the_list_is_refused(story: Story, reason: str) -> None:
    with pytest.raises(NotRefundable):
        ask(story, delivered(story), reason=reason)


def test_nothing_is_given_back_of_what_was_never_taken(story: Story) -> None:
    with pytest.raises(NotRefundable):
        ask(story, story.approve())


def test_after_the_window_nothing_is_asked_for(story: Story) -> None:
    payment = delivered(story)
    story.clock.tick(days=180)
    assert ask(story, payment, 100).status == "refunding"
    story.refund(payment)
    story.clock.tick(seconds=1)
    with pytest.raises(TooLate):
        ask(story, payment, 200)


def test_while_a_dispute_is_open_nothing_is_asked_for(story: Story) -> None:
    with pytest.raises(DisputeOpen):
        ask(story, disputed(story, delivered(story)), 100)


def test_a_refund_that_failed_can_be_asked_for_again(story: Story) -> None:
    payment = given_up(story)
    story.gateway.fail("refund", Refused("refund_impossible"))
    assert story.refund(payment).status == "captured"
    ask(story, payment)
    assert story.refund(payment).status == "refunded"
    assert story.order(payment.order_id).status == "refunded"
    assert [row.status for row in rows_of(story, payment)] == ["failed", "refunded"]


def test_a_failed_part_leaves_the_delivered_renewal_alone(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 300)
    story.gateway.fail("refund", Refused("refund_impossible"))
    story.refund(payment)
    assert (story.payment(payment.id).status, left(story.session, payment)) == ("captured", Money(900, "USD"))


def test_a_refund_of_a_disputed_payment_waits_for_the_end_of_it(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 300)
    story.gateway.fail("refund", Refused("disputed", permanent=False))
    story.refund(payment)
    row = refund_of(story, payment)
    assert (row.status, row.failure) == ("refunding", "disputed")
    story.clock.tick(hours=1)
    assert story.refund(payment).status == "captured"


def test_who_gave_back_what_and_why_is_in_the_journal(story: Story) -> None:
    payment = delivered(story)
    row = ask(story, payment, 300, note="slow network")
    (line,) = [each for each in orders.journal(story.session, payment.order_id) if each.event == "refund_asked"]
    assert (line.actor, line.subject, line.evidence["note"]) == ("staff:kim", row.ref, "slow network")
    assert (line.evidence["amount_minor"], line.evidence["reason"]) == (300, "goodwill")


def test_a_refund_long_after_the_capture_is_still_safe_to_repeat(story: Story) -> None:
    payment = delivered(story)
    story.clock.tick(days=100)
    ask(story, payment, 300)
    story.gateway.lose("refund", Unknown("timeout"))
    story.refund(payment)
    story.clock.now += timedelta(seconds=7)
    story.refund(payment)
    assert len(story.gateway.money_back) == 1
