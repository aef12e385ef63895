"""A carrier that is known to be down takes nobody's money."""

from datetime import timedelta

import pytest

from tests.services.stories import Story
from tmcard.domain.ports import Busy, GatewayError, NotSent, Refused, Unknown
from tmcard.services import carrier_health, paying
from tmcard.services.carrier_health import UNANSWERED, WINDOW
from tmcard.store.transactions import write


def note(story: Story, *errors: GatewayError | None) -> None:
    """Requests to the card's carrier end so, one after the other."""
    for error in errors:
        with write(story.session, "noted"):
            carrier_health.note(story.session, story.card.carrier, error, story.clock())


def is_down(story: Story) -> bool:
    """What everybody would be told now."""
    return carrier_health.is_down(story.session, story.card.carrier, story.clock())


def test_it_takes_some_requests_in_a_row_without_an_answer(story: Story) -> None:
    note(story, *[Unknown("timeout")] * (UNANSWERED - 1))
    assert not is_down(story)
    note(story, NotSent("no_connection"))
    assert is_down(story)


@pytest.mark.parametrize("answer", [None, Refused("plan_gone"), Busy("busy")])
def test_any_answer_ends_it(story: Story, answer: GatewayError | None) -> None:
    note(story, *[Unknown("timeout")] * UNANSWERED, answer)
    assert not is_down(story)


def test_it_is_tried_again_after_a_while(story: Story) -> None:
    note(story, *[Unknown("timeout")] * UNANSWERED)
    story.clock.tick(seconds=WINDOW.total_seconds())
    assert not is_down(story)


def test_no_payment_is_begun_for_a_carrier_that_is_down(story: Story) -> None:
    order = story.quote()
    note(story, *[Unknown("timeout")] * UNANSWERED)
    with pytest.raises(paying.CarrierDown):
        story.start(order)
    assert "create" not in story.gateway.calls


def test_no_approved_money_is_taken_until_the_carrier_answers_again(story: Story) -> None:
    payment = story.approve()
    note(story, *[Unknown("timeout")] * UNANSWERED)
    assert story.settle(payment).status == "created"
    assert "capture" not in story.gateway.calls
    note(story, None)
    assert story.settle(payment).status == "captured"


def test_the_window_is_shorter_than_what_an_approval_lasts() -> None:
    assert timedelta(0) < WINDOW < timedelta(hours=1)
