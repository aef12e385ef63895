"""Several workers, several orders of one card: one at a time at the carrier, and who overslept writes nothing."""

from tests.services.stories import Story
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import NotSent, Unknown
from tmcard.store import cards
from tmcard.store.models import Order


def test_workers_at_once_send_one_top_up(story: Story, database_kind: str) -> None:
    order = story.pay()
    statuses = story.together(lambda other: other.credit(order).status)
    assert "credited" in statuses
    assert story.carrier.calls.count("top_up") == 1


def test_two_orders_of_one_card_are_both_delivered(story: Story) -> None:
    orders = _both_paid(story)
    story.sweep()
    story.sweep(seconds=10)
    assert [story.order(o.id).status for o in orders] == ["credited", "credited"]
    assert cards.by_id(story.session, story.card.id).total_bytes == 15 * BYTES_PER_GB


def test_an_order_waits_while_another_of_its_card_is_unknown(story: Story) -> None:
    first, second = _both_paid(story)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.credit(first)
    assert story.credit(second).status == "paid"
    assert story.carrier.calls.count("top_up") == 1


def test_a_top_up_of_one_order_is_never_taken_for_anothers(story: Story, database_kind: str) -> None:
    first, second = _both_paid(story)
    story.carrier.meanwhile("read", lambda: story.elsewhere(lambda other: other.credit(second)))
    story.carrier.fail("top_up", NotSent("no_connection"))
    story.credit(first)
    for _ in range(4):
        story.sweep(minutes=2)
    assert {story.order(o.id).status for o in (first, second)} == {"credited"}
    assert len(story.carrier.top_ups) == 2


def test_two_orders_claimed_at_once_take_turns(story: Story, database_kind: str) -> None:
    orders = list(_both_paid(story))
    story.carrier.fail("top_up", Unknown("timeout"))
    story.together(lambda other: other.credit(orders.pop()), times=2)
    for _ in range(4):
        story.sweep(minutes=2)
    assert len(story.carrier.top_ups) == 2
    assert cards.by_id(story.session, story.card.id).total_bytes == 15 * BYTES_PER_GB


def test_a_worker_that_overslept_before_its_top_up_sends_none(story: Story, database_kind: str) -> None:
    order = story.pay()

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.elsewhere(lambda other: other.credit(order))

    story.carrier.meanwhile("read", oversleep)
    assert story.credit(order).status == "credited"
    assert story.carrier.calls.count("top_up") == 1


def test_a_worker_whose_lease_is_nearly_over_sends_nothing(story: Story) -> None:
    story.carrier.meanwhile("read", lambda: story.clock.tick(seconds=40))
    order = story.credit(story.pay())
    assert (order.status, order.top_up_tries) == ("paid", 0)


def test_a_worker_that_overslept_during_its_top_up_writes_nothing(story: Story, database_kind: str) -> None:
    order = story.pay()

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.elsewhere(lambda other: other.credit(order))
        story.carrier.fail("top_up", Unknown("timeout"))

    story.carrier.meanwhile("top_up", oversleep)
    credited = story.credit(order)
    assert (credited.status, credited.failure) == ("credited", None)
    assert len(story.carrier.top_ups) == 1


def test_a_killed_workers_order_is_due_when_its_lease_ends(story: Story) -> None:
    order = story.pay()
    story.carrier.meanwhile("top_up", _die)
    try:
        story.credit(order)
    except SystemExit:
        story.session.rollback()
    story.sweep(seconds=30)
    assert story.order(order.id).status == "crediting"
    story.sweep(seconds=31)
    assert story.order(order.id).status == "credited"


def _die() -> None:
    raise SystemExit


def _both_paid(story: Story) -> tuple[Order, Order]:
    """Two orders of the card that were paid at the same moment."""
    first, second = story.approve(), story.approve()
    story.gateway.meanwhile("capture", lambda: story.elsewhere(lambda other: other.settle(second)))
    story.settle(first)
    return story.order(first.order_id), story.order(second.order_id)
