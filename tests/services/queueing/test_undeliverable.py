"""A queued renewal that cannot be delivered when its turn comes: the money goes back by itself."""

from dataclasses import replace

from tests import rows
from tests.services.queueing.waiting import queued, wait_for_the_end
from tests.services.stories import Story
from tmcard.domain.ports import NotFound, NotSent, ProfileStatus, Refused
from tmcard.store import cards


def test_a_card_that_changed_hands_gives_the_money_back(story: Story) -> None:
    order = queued(story)
    cards.put(story.session, story.card.id, owner_id=rows.owner(story.session).id)
    story.session.commit()
    story.sweep(days=1)
    order = story.order(order.id)
    assert (order.failure, story.carrier.top_ups) == ("card_changed_hands", [])
    assert order.status == "refunded"


def test_a_card_that_is_gone_gives_the_money_back(story: Story) -> None:
    order = queued(story)
    story.carrier.fail("read", *[NotFound("card_gone")] * 2)
    story.sweep(days=1)
    assert (story.order(order.id).status, story.order(order.id).failure) == ("refunded", "card_gone")


def test_a_carrier_that_is_down_at_the_end_is_tried_until_the_end_and_then_the_money_goes_back(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.carrier.fail("read", *[NotSent("no_connection")] * 99)
    for _ in range(5):
        story.sweep(minutes=8)
    story.carrier.errors.clear()
    story.sweep(minutes=1)
    assert (story.order(order.id).status, story.order(order.id).failure) == ("refunded", "too_late")


def test_a_card_that_ended_too_early_gives_the_money_back(story: Story) -> None:
    order = queued(story)
    profile = story.carrier.profiles[story.card.carrier_ref]
    gone = replace(profile, status=ProfileStatus.EXPIRED, ends_at=story.clock())
    story.carrier.profiles[profile.carrier_ref] = gone
    story.sweep(days=1)
    assert (story.order(order.id).status, story.order(order.id).failure) == ("refunded", "card_expired")


def test_a_plan_that_is_gone_by_then_gives_the_money_back(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.carrier.fail("top_up", Refused("plan_gone"))
    story.sweep()
    story.sweep(seconds=1)
    assert story.order(order.id).status == "refunded"
