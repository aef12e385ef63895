"""A dispute about a queued renewal: it is held, and queued again if that ends for us."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.aftermath import DISPUTE, disputed
from tests.services.queueing.waiting import cancel, queued, wait_for_the_end
from tests.services.stories import Story
from tmcard.domain.disputes import Outcome
from tmcard.store.models import Order


def disputed_while_queued(story: Story) -> Order:
    """The payer complains before anything was loaded."""
    order = queued(story)
    disputed(story, story.attempts(order)[0])
    story.sweep()
    return story.order(order.id)


def ended(story: Story, outcome: Outcome) -> None:
    """PayPal decides."""
    story.disputes.cases[DISPUTE] = replace(story.disputes.cases[DISPUTE], outcome=outcome)
    story.sweep(hours=6)


def test_it_is_held_and_does_not_start(story: Story, database_kind: str) -> None:
    order = disputed_while_queued(story)
    wait_for_the_end(story)
    story.sweep()
    assert (order.status, order.next_at, story.order(order.id).status) == ("held", None, "held")
    assert not cancel(story, order)


@pytest.mark.parametrize("outcome", [Outcome.SELLER, Outcome.CANCELLED])
def test_it_is_queued_again_when_the_dispute_ends_for_us(story: Story, outcome: Outcome, database_kind: str) -> None:
    order = disputed_while_queued(story)
    ended(story, outcome)
    order = story.order(order.id)
    assert (order.status, order.deadline_at) == ("queued", None)
    assert order.next_at is not None
    assert order.next_at <= story.clock() + timedelta(days=1)


def test_it_starts_at_once_when_its_time_came_meanwhile(story: Story) -> None:
    order = disputed_while_queued(story)
    wait_for_the_end(story)
    story.clock.tick(hours=-6)
    ended(story, Outcome.SELLER)
    story.sweep(seconds=1)
    assert story.order(order.id).status == "credited"


def test_it_ends_when_the_payer_wins(story: Story) -> None:
    order = disputed_while_queued(story)
    ended(story, Outcome.BUYER)
    assert (story.order(order.id).status, story.carrier.calls) == ("refunding", [])
