"""Until a queued renewal starts its owner may have the money back, or the renewal at once; of all who try one wins."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.aftermath import ask, give_elsewhere, reckon, rows_of
from tests.services.queueing.waiting import cancel, queued, wait_for_the_end, watch
from tests.services.stories import Story
from tmcard.services import queueing
from tmcard.store import orders, refunds
from tmcard.store.models import Order


def given_back(story: Story, order: Order) -> list[int]:
    """What the payment service gave back."""
    return [each.amount.amount_minor for each in story.gateway.money_back.values()]


def events(story: Story, order: Order) -> list[str]:
    """The order's own moves."""
    return [line.event for line in orders.journal(story.session, order.id) if line.subject == "order"]


def test_cancelling_gives_all_of_the_money_back(story: Story, database_kind: str) -> None:
    order = queued(story)
    assert cancel(story, order)
    story.sweep()
    order = story.order(order.id)
    assert (order.status, order.failure, given_back(story, order)) == ("refunded", "queue_cancelled", [900])
    assert story.carrier.calls == []


def test_the_refund_begins_in_the_same_moment_and_says_why(story: Story) -> None:
    order = queued(story)
    cancel(story, order)
    (row,) = rows_of(story, story.attempts(order)[0])
    order = story.order(order.id)
    assert (order.status, order.next_at, row.status, row.reason) == ("refunding", None, "refunding", "withdrawn")


def test_pressing_twice_gives_back_once(story: Story, database_kind: str) -> None:
    order = queued(story)
    pressed = story.together(lambda other: cancel(other, order))
    story.sweep()
    assert (pressed.count(True), given_back(story, order)) == (1, [900])


def test_what_has_started_cannot_be_cancelled(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    watch(story, order)
    assert not cancel(story, order)
    story.sweep()
    assert (story.order(order.id).status, given_back(story, order)) == ("credited", [])


def test_what_was_never_queued_cannot_be_cancelled(story: Story) -> None:
    order = story.quote()
    assert not cancel(story, order)
    assert not cancel(story, story.pay(order))


def test_of_a_cancel_and_the_start_at_the_same_moment_one_wins(story: Story, database_kind: str) -> None:
    order = queued(story)
    wait_for_the_end(story)
    deeds = [lambda other: cancel(other, order), lambda other: watch(other, order)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(story.elsewhere, deeds))
    story.sweep(), story.sweep(seconds=1)
    is_loaded, is_back = bool(story.carrier.top_ups), given_back(story, order) == [900]
    assert is_loaded != is_back
    assert story.order(order.id).status == ("credited" if is_loaded else "refunded")


def test_a_cancel_while_the_worker_looks_at_it_wins(story: Story, database_kind: str) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.carrier.meanwhile("read", lambda: story.elsewhere(lambda other: cancel(other, order)))
    story.sweep()
    story.sweep(seconds=1)
    assert (story.carrier.top_ups, given_back(story, order)) == ([], [900])


def test_starting_it_now_loads_it(story: Story, database_kind: str) -> None:
    order = queued(story)
    assert queueing.start_now(story.session, order.id, story.clock())
    story.sweep()
    order = story.order(order.id)
    assert (order.status, order.deadline_at, story.carrier.calls.count("top_up")) == (
        "credited",
        story.clock() + order.policy.deliver_within,
        1,
    )


def test_starting_twice_or_what_was_cancelled_does_nothing(story: Story) -> None:
    order = queued(story)
    assert cancel(story, order)
    assert not queueing.start_now(story.session, order.id, story.clock())
    assert "queue_ended" not in events(story, order)


def test_starting_now_while_the_worker_looks_at_it_starts_it_once(story: Story, database_kind: str) -> None:
    order = queued(story)
    wait_for_the_end(story)
    start = lambda other: queueing.start_now(other.session, order.id, other.clock())  # noqa: E731 - told in one line
    story.carrier.meanwhile("read", lambda: story.elsewhere(start))
    story.sweep()
    assert events(story, order).count("queue_ended") == 1


def test_after_a_part_was_given_back_the_rest_comes(story: Story, database_kind: str) -> None:
    order = queued(story)
    payment = story.attempts(order)[0]
    ask(story, payment, 300)
    story.refund(payment)
    assert story.order(order.id).status == "queued"
    cancel(story, order)
    story.sweep()
    assert (story.order(order.id).status, sum(given_back(story, order))) == ("refunded", 900)


def test_while_a_part_is_on_its_way_the_rest_follows(story: Story) -> None:
    order = queued(story)
    payment = story.attempts(order)[0]
    ask(story, payment, 300)
    cancel(story, order)
    story.sweep(), story.sweep(seconds=1)
    assert [(row.amount_minor, row.reason) for row in rows_of(story, payment)] == [
        (300, "goodwill"),
        (600, "withdrawn"),
    ]
    assert story.order(order.id).status == "refunded"


def test_staff_may_give_all_of_it_back(story: Story, database_kind: str) -> None:
    order = queued(story)
    ask(story, story.attempts(order)[0], reason="withdrawn")
    story.sweep()
    assert (story.order(order.id).status, story.carrier.calls) == ("refunded", [])


def test_money_that_went_back_elsewhere_ends_the_queue(story: Story) -> None:
    order = queued(story)
    payment = story.attempts(order)[0]
    give_elsewhere(story, payment, 900)
    reckon(story, payment)
    assert (story.order(order.id).status, story.order(order.id).failure) == ("refunded", "refunded_elsewhere")


@pytest.mark.parametrize("minor", [900, 600])
def test_all_that_is_left_is_what_comes_back(story: Story, minor: int) -> None:
    order = queued(story)
    payment = story.attempts(order)[0]
    if minor < 900:
        ask(story, payment, 900 - minor)
    left = refunds.left(story.session, story.payment(payment.id))
    assert left is not None
    assert left.amount_minor == minor
