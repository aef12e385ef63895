"""An attempt that PayPal has forgotten, and of which nobody knows whether it took money, is closed by a person."""

import pytest

from tests.services.aftermath import reckon
from tests.services.stories import Story
from tmcard.domain.ports import Checkout, NotFound, Unknown
from tmcard.services.paying import NotClosable, can_close, close_unknown
from tmcard.store import orders
from tmcard.store.models import Payment


def close(story: Story, payment: Payment) -> Payment:
    """A person decides."""
    facts = {"actor": "staff:kim", "note": "PayPal's report has nothing"}
    return close_unknown(story.session, story.gateway, payment.id, clock=story.clock, **facts)


def lost(story: Story, **passed: float) -> tuple[Payment, Checkout]:
    """A capture without an answer, of a checkout that PayPal has forgotten; and what it forgot."""
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"))
    story.settle(payment)
    story.clock.tick(**passed)
    return story.payment(payment.id), story.gateway.checkouts.pop(payment.checkout_id or "")


def refusal(story: Story, payment: Payment) -> str:
    """Why it is not closed."""
    with pytest.raises(NotClosable) as found:
        close(story, payment)
    return found.value.code


def test_it_ends_and_another_attempt_may_be_begun(story: Story, database_kind: str) -> None:
    payment, _ = lost(story, hours=7)
    closed = close(story, payment)
    assert (closed.status, closed.failure, closed.next_at) == ("expired", "closed_by_staff", None)
    (line,) = [each for each in orders.journal(story.session, payment.order_id) if each.event == "closed_by_staff"]
    assert (line.actor, line.evidence["note"]) == ("staff:kim", "PayPal's report has nothing")


def test_not_before_nothing_of_ours_can_still_become_a_capture(story: Story) -> None:
    payment, _ = lost(story, hours=5, minutes=59)
    assert (can_close(payment, story.clock()), refusal(story, payment)) == (False, "too_early")
    story.clock.tick(minutes=2)
    assert can_close(payment, story.clock())


def test_what_paypal_still_knows_is_settled_and_not_closed(story: Story) -> None:
    payment, checkout = lost(story, hours=7)
    story.gateway.checkouts[checkout.id] = checkout
    assert refusal(story, payment) == "known_there"
    assert story.payment(payment.id).status == "capturing"


def test_without_an_answer_nothing_is_decided(story: Story) -> None:
    payment, _ = lost(story, hours=7)
    story.gateway.fail("read", Unknown("timeout"))
    assert refusal(story, payment) == "no_answer"
    assert close(story, payment).status == "expired"


def test_what_is_not_unknown_is_not_closed(story: Story) -> None:
    payment = story.settle(story.approve())
    story.clock.tick(days=1)
    assert refusal(story, payment) == "not_unknown"


def test_while_it_is_unknown_it_is_only_asked_and_never_ends_by_itself(story: Story) -> None:
    payment, _ = lost(story, hours=7)
    for _ in range(3):
        story.sweep(hours=2)
    assert (story.payment(payment.id).status, story.gateway.calls.count("capture")) == ("capturing", 1)


def test_money_that_turns_up_after_all_goes_back(story: Story) -> None:
    payment, checkout = lost(story, hours=7)
    close(story, payment)
    story.gateway.checkouts[checkout.id] = checkout
    story.gateway.capture(checkout.id, "late")
    reckon(story, payment)
    story.refund(payment)
    assert [given.amount for given in story.gateway.refunds] == [payment.amount]


def test_a_checkout_that_lapses_before_our_first_request_ends_the_attempt(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", NotFound("not_found"))
    assert (story.settle(payment).status, story.payment(payment.id).failure) == ("expired", "lapsed")


@pytest.mark.parametrize("error", [NotFound("not_found"), Unknown("timeout")])
def test_after_a_request_without_an_answer_a_lapse_proves_nothing(story: Story, error: Exception) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"), error)
    story.settle(payment)
    story.clock.tick(seconds=7)
    assert story.settle(payment).status == "capturing"
