"""A renewal that cannot be delivered: the money goes back, once, and never while delivery is unknown."""

from dataclasses import replace

import pytest

from tests import rows
from tests.services.stories import Story
from tmcard.domain.ports import NotFound, NotSent, ProfileStatus, Refused, Unknown
from tmcard.store import cards


@pytest.mark.parametrize("code", ["plan_gone", "card_expired", "rejected"])
def test_a_definite_no_gives_the_money_back_at_once(story: Story, code: str) -> None:
    story.carrier.fail("top_up", Refused(code))
    order = story.credit(story.pay())
    payment = story.attempts(order)[0]
    assert (order.status, order.failure, payment.status) == ("refunding", code, "refunding")
    assert story.carrier.calls[-2:] == ["top_up", "read"]


def test_the_money_is_paid_back_once(story: Story, database_kind: str) -> None:
    story.carrier.fail("top_up", Refused("plan_gone"))
    order = story.pay()
    story.sweep()
    story.sweep(minutes=1)
    order = story.order(order.id)
    assert order.status == "refunded"
    assert [r.amount for r in story.gateway.money_back.values()] == [order.price]
    assert story.letters(order) == ["refund"]


def test_a_no_that_was_a_yes_is_credited(story: Story) -> None:
    story.carrier.lose("top_up", Refused("rejected"))
    assert story.credit(story.pay()).status == "credited"


def test_a_no_after_a_lost_request_waits_until_that_cannot_be_under_way(story: Story) -> None:
    story.carrier.fail("top_up", Unknown("timeout"), *[Refused("plan_gone")] * 9)
    order = story.credit(story.pay())
    story.clock.tick(seconds=6)
    assert story.credit(order).status == "crediting"
    story.clock.tick(seconds=130)
    assert story.credit(order).status == "refunding"


def test_a_no_of_unknown_truth_is_looked_up_again(story: Story) -> None:
    story.carrier.fail("top_up", Refused("plan_gone"))
    story.carrier.meanwhile("top_up", lambda: story.carrier.fail("read", Unknown("timeout")))
    assert story.credit(story.pay()).status == "crediting"


def test_a_card_its_carrier_forgot_gives_the_money_back(story: Story) -> None:
    story.carrier.fail("read", NotFound("card_gone"))
    assert story.credit(story.pay()).failure == "card_gone"


@pytest.mark.parametrize("status", [ProfileStatus.EXPIRED, ProfileStatus.GONE])
def test_a_card_that_ended_between_capture_and_top_up_gives_the_money_back(story: Story, status: ProfileStatus) -> None:
    profile = story.carrier.profiles[story.card.carrier_ref]
    story.carrier.profiles[profile.carrier_ref] = replace(profile, status=status)
    order = story.credit(story.pay())
    assert (order.status, order.failure) == ("refunding", f"card_{status.value}")
    assert story.carrier.top_ups == []


def test_a_card_that_changed_hands_gets_no_top_up(story: Story) -> None:
    order = story.pay()
    cards.put(story.session, story.card.id, owner_id=rows.owner(story.session).id)
    story.session.commit()
    assert story.credit(order).failure == "card_changed_hands"
    assert story.carrier.calls == []


def test_a_passed_deadline_gives_the_money_back(story: Story) -> None:
    order = story.pay()
    story.clock.tick(minutes=31)
    assert story.credit(order).failure == "too_late"
    assert story.carrier.top_ups == []


def test_a_passed_deadline_gives_the_money_back_though_the_carrier_is_silent(story: Story) -> None:
    order = story.pay()
    story.clock.tick(minutes=31)
    story.carrier.fail("read", NotSent("no_connection"))
    assert story.credit(order).failure == "too_late"


def test_a_passed_deadline_credits_what_was_delivered(story: Story) -> None:
    story.carrier.lose("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    story.clock.tick(hours=1)
    assert story.credit(order).status == "credited"


def test_a_passed_deadline_waits_while_delivery_is_unknown(story: Story) -> None:
    story.carrier.fail("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    story.carrier.fail("read", *[Unknown("timeout")] * 5)
    for _ in range(5):
        story.clock.tick(hours=1)
        order = story.credit(order)
    assert order.status == "crediting"
    assert story.credit(order).status == "refunding"


def test_a_deadline_that_is_near_is_the_next_look(story: Story) -> None:
    order = story.pay()
    story.clock.tick(minutes=29, seconds=58)
    story.carrier.fail("read", Unknown("timeout"))
    order = story.credit(order)
    assert order.next_at == order.deadline_at


def test_a_top_up_sent_just_before_the_deadline_is_not_given_up_too_early(story: Story) -> None:
    order = story.pay()
    story.clock.tick(minutes=29)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.credit(order)
    story.clock.tick(seconds=70)
    assert story.credit(order).status == "crediting"
    story.clock.tick(seconds=120)
    assert story.credit(order).status == "refunding"


def test_deadline_passed_and_known_no_refunds(story: Story, database_kind: str) -> None:
    order = story.pay()
    story.carrier.fail("top_up", *[Refused("balance_low", permanent=False)] * 99)
    for _ in range(4):
        story.sweep(minutes=10)
    order = story.order(order.id)
    assert (order.status, order.failure, story.carrier.top_ups) == ("refunded", "too_late", [])


def test_deadline_passed_and_unknown_is_looked_up_first(story: Story, database_kind: str) -> None:
    story.carrier.lose("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    story.carrier.fail("read", Unknown("timeout"))
    story.sweep(minutes=31)
    assert story.order(order.id).status == "crediting"  # it may have been loaded: nothing goes back on a guess
    story.sweep(hours=1)
    assert (story.order(order.id).status, story.gateway.money_back) == ("credited", {})
