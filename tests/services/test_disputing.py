"""A dispute stops further service on its order and our refunds of it, until it has ended; people are told."""

from dataclasses import replace

import pytest

from tests.services.aftermath import (
    DISPUTE,
    ask,
    delivered,
    dispute_of,
    disputed,
    give_elsewhere,
    given_up,
    paid,
    reckon,
)
from tests.services.stories import STAFF, Story
from tmcard.domain.disputes import LOOK_EVERY, Outcome
from tmcard.domain.ports import NotFound, Refused, Unknown
from tmcard.services import alerting
from tmcard.services.refunding import DisputeOpen
from tmcard.store import orders


def ended(story: Story, outcome: Outcome) -> None:
    """The dispute ends, and a webhook or the next look says so."""
    story.disputes.cases[DISPUTE] = replace(story.disputes.cases[DISPUTE], outcome=outcome)
    story.sweep(hours=6)


def test_a_renewal_that_was_not_delivered_is_held(story: Story, database_kind: str) -> None:
    payment = disputed(story)
    story.sweep()
    order = story.order(payment.order_id)
    dispute = dispute_of(story, order)
    assert (order.status, order.next_at, story.carrier.calls) == ("held", None, [])
    assert (dispute.status, dispute.stage, dispute.amount) == ("open", "chargeback", payment.amount)
    assert dispute.next_at == story.clock() + LOOK_EVERY


def test_a_reported_dispute_alone_makes_us_wait(story: Story) -> None:
    payment = disputed(story)
    assert story.credit(story.order(payment.order_id)).status == "held"
    assert story.carrier.calls == []


def test_what_may_be_on_its_way_is_held_once_it_is_known_not_to_be(story: Story) -> None:
    payment = paid(story)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.credit(story.order(payment.order_id))
    disputed(story, payment)
    story.sweep()
    assert story.order(payment.order_id).status == "crediting"
    story.sweep(minutes=3)
    held = story.order(payment.order_id)
    assert (held.status, held.top_up_tries, story.carrier.top_ups) == ("held", 0, [])


def test_what_arrived_all_the_same_is_credited(story: Story) -> None:
    payment = paid(story)
    story.carrier.lose("top_up", Unknown("timeout"))
    story.credit(story.order(payment.order_id))
    disputed(story, payment)
    story.sweep(minutes=3)
    assert story.order(payment.order_id).status == "credited"


def test_a_worker_that_had_it_claimed_sends_nothing(story: Story, database_kind: str) -> None:
    payment = paid(story)

    def complain() -> None:
        story.elsewhere(lambda other: disputed(other, payment) and other.sweep())

    story.carrier.meanwhile("read", complain)
    story.credit(story.order(payment.order_id))
    assert (story.order(payment.order_id).status, story.carrier.top_ups) == ("held", [])


@pytest.mark.parametrize("outcome", [Outcome.SELLER, Outcome.CANCELLED, Outcome.OTHER])
def test_the_renewal_goes_on_when_the_dispute_ends_for_us(story: Story, outcome: Outcome) -> None:
    payment = disputed(story)
    story.sweep()
    ended(story, outcome)
    order = story.order(payment.order_id)
    assert (order.status, dispute_of(story, order).outcome) == ("credited", outcome)
    assert len(story.carrier.top_ups) == 1


def test_money_that_the_payer_won_back_ends_the_order(story: Story, database_kind: str) -> None:
    payment = disputed(story)
    story.sweep()
    give_elsewhere(story, payment, 900)
    ended(story, Outcome.BUYER)
    order = story.order(payment.order_id)
    assert (order.status, order.failure, story.payment(payment.id).status) == ("refunded", "disputed", "refunded")
    assert (story.carrier.calls, story.gateway.refunds) == ([], [])


def test_money_that_the_payer_won_and_did_not_get_yet_is_never_given_twice(story: Story) -> None:
    payment = disputed(story)
    story.sweep()
    ended(story, Outcome.BUYER)
    assert (story.order(payment.order_id).status, story.gateway.refunds) == ("refunding", [])
    assert "alert" in story.letters(story.order(payment.order_id))
    give_elsewhere(story, payment, 900)
    reckon(story, payment)
    assert story.order(payment.order_id).status == "refunded"


def test_a_delivered_renewal_stays_delivered(story: Story) -> None:
    payment = disputed(story, delivered(story))
    story.sweep()
    assert (story.order(payment.order_id).status, story.payment(payment.id).status) == ("credited", "captured")


def test_another_renewal_of_the_card_is_not_blocked(story: Story) -> None:
    first = disputed(story)
    story.sweep()
    story.approve()
    story.sweep(seconds=7)
    statuses = [order.status for order in orders.of_card(story.session, story.card.id)]
    assert (sorted(statuses), story.order(first.order_id).status) == (["credited", "held"], "held")


def test_the_held_one_is_delivered_after_the_other(story: Story) -> None:
    first = disputed(story)
    story.sweep()
    story.approve()
    story.sweep(seconds=7)
    ended(story, Outcome.SELLER)
    assert story.order(first.order_id).status == "credited"
    assert len(story.carrier.top_ups) == 2


def test_no_refund_of_ours_is_sent_while_it_is_open(story: Story) -> None:
    payment = disputed(story, given_up(story))
    story.sweep()
    assert (story.payment(payment.id).status, story.gateway.refunds) == ("refunding", [])
    ended(story, Outcome.SELLER)
    assert story.payment(payment.id).status == "refunded"


def test_a_refund_that_the_dispute_made_needless_is_not_given_twice(story: Story) -> None:
    payment = disputed(story, given_up(story))
    story.sweep()
    give_elsewhere(story, payment, 900)
    story.gateway.fail("refund", Refused("already_refunded"))
    ended(story, Outcome.BUYER)
    assert (story.payment(payment.id).status, story.order(payment.order_id).status) == ("refunded", "refunded")
    assert story.gateway.refunds == []


def test_people_are_told_once(story: Story) -> None:
    payment = disputed(story)
    story.sweep(), story.sweep(seconds=30)
    lines = [line for line in orders.journal(story.session, payment.order_id) if line.event == "person_told"]
    assert [line.evidence["kind"] for line in lines] == ["open_disputes"]
    assert alerting.tell_of_stuck(story.session, STAFF, story.clock()) == 0


@pytest.mark.parametrize("error", [Unknown("timeout"), Refused("misconfigured"), NotFound("not_found")])
def test_a_dispute_that_cannot_be_read_is_looked_at_again_and_told_of(story: Story, error: Exception) -> None:
    payment = disputed(story, delivered(story))
    story.disputes.fail("read", *[error] * 9)
    story.sweep()
    dispute = dispute_of(story, story.order(payment.order_id))
    assert (dispute.status, dispute.failure is not None, dispute.next_at is not None) == ("reported", True, True)
    story.sweep(minutes=16)
    assert "alert" in story.letters(story.order(payment.order_id))


def test_a_dispute_that_is_opened_again_holds_again(story: Story) -> None:
    payment = disputed(story, delivered(story))
    story.sweep()
    ended(story, Outcome.SELLER)
    disputed(story, payment)
    story.sweep()
    assert dispute_of(story, story.order(payment.order_id)).status == "open"


def test_lookers_at_once_open_it_once(story: Story, database_kind: str) -> None:
    payment = disputed(story)
    story.together(lambda other: other.sweep())
    events = [line.event for line in orders.journal(story.session, payment.order_id)]
    assert (events.count("dispute_opened"), events.count("held")) == (1, 1)


def test_nobody_gives_back_by_hand_while_it_is_open(story: Story) -> None:
    payment = disputed(story)
    story.sweep()
    with pytest.raises(DisputeOpen):
        ask(story, payment)
    assert story.order(payment.order_id).status == "held"
