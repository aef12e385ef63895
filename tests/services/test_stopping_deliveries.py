"""What is given back whole is not delivered, what may be on its way is waited for, and a part stops nothing."""

import pytest

from tests.services.aftermath import ask, paid, rows_of
from tests.services.stories import Story
from tmcard.domain.ports import Refused, Unknown
from tmcard.services.refunding import DeliveryUnderWay
from tmcard.store import orders


def test_a_whole_refund_stops_a_delivery_that_has_not_begun(story: Story, database_kind: str) -> None:
    payment = paid(story)
    ask(story, payment, reason="withdrawn")
    story.sweep()
    order = story.order(payment.order_id)
    assert (order.status, order.failure) == ("refunded", "withdrawn")
    assert story.carrier.calls == []


def test_a_worker_that_had_it_claimed_sends_nothing_any_more(story: Story, database_kind: str) -> None:
    payment = paid(story)
    story.carrier.meanwhile("read", lambda: story.elsewhere(lambda other: ask(other, payment, reason="withdrawn")))
    story.credit(story.order(payment.order_id))
    assert (story.carrier.top_ups, story.order(payment.order_id).status) == ([], "refunding")


def test_parts_that_sum_up_to_the_whole_stop_the_delivery(story: Story) -> None:
    payment = paid(story)
    ask(story, payment, 400)
    story.refund(payment)
    assert story.order(payment.order_id).status == "paid"
    ask(story, payment, 500)
    assert story.order(payment.order_id).status == "refunding"


def test_a_part_does_not_stop_the_delivery(story: Story) -> None:
    payment = paid(story)
    ask(story, payment, 400)
    story.sweep()
    assert (story.order(payment.order_id).status, story.payment(payment.id).status) == ("credited", "captured")


def test_a_whole_refund_waits_for_a_top_up_that_may_be_on_its_way(story: Story) -> None:
    payment = paid(story)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.credit(story.order(payment.order_id))
    with pytest.raises(DeliveryUnderWay):
        ask(story, payment)
    assert [line.event for line in orders.journal(story.session, payment.order_id)].count("refund_asked") == 0


def test_the_rest_follows_by_itself_when_the_renewal_turns_out_undeliverable(story: Story, database_kind: str) -> None:
    payment = paid(story)
    ask(story, payment, 300)
    story.carrier.fail("top_up", Refused("plan_gone"))
    story.credit(story.order(payment.order_id))
    assert (story.order(payment.order_id).status, len(rows_of(story, payment))) == ("refunding", 1)
    story.sweep(), story.sweep(seconds=1)
    assert [(row.amount_minor, row.reason) for row in rows_of(story, payment)] == [
        (300, "goodwill"),
        (600, "undeliverable"),
    ]
    assert (story.payment(payment.id).status, story.order(payment.order_id).status) == ("refunded", "refunded")
