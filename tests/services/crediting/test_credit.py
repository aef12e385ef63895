"""A paid renewal gets on to the card once, or its money goes back."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Busy, NotSent, ProfileStatus, Refused, Unknown
from tmcard.store import cards, orders
from tmcard.store.models import Bucket


def test_a_paid_order_is_credited_and_the_card_shows_it(story: Story, database_kind: str) -> None:
    order = story.credit(story.pay())
    card = cards.by_id(story.session, story.card.id)
    assert order.status == "credited"
    assert (card.total_bytes, card.ends_at) == (10 * BYTES_PER_GB, order.after_ends_at)
    assert story.session.scalars(select(Bucket.order_id)).all() == [order.id]
    assert story.letters(order) == ["receipt"]


def test_the_journal_says_once_that_a_top_up_was_asked_for(story: Story) -> None:
    order = story.credit(story.pay())
    events = [line.event for line in orders.journal(story.session, order.id) if line.subject == "order"]
    assert events == ["quoted", "capture_completed", "topping_up", "topped_up"]


def test_a_credited_order_asks_the_carrier_nothing(story: Story) -> None:
    order = story.credit(story.pay())
    before = list(story.carrier.calls)
    assert story.credit(order).status == "credited"
    assert story.carrier.calls == before


def test_an_open_order_gets_no_top_up(story: Story) -> None:
    assert story.credit(story.quote()).status == "open"
    assert story.carrier.calls == []


def test_a_top_up_whose_answer_is_lost_is_seen_and_not_repeated(story: Story, database_kind: str) -> None:
    story.carrier.lose("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    assert (order.status, order.failure) == ("crediting", "timeout")
    story.clock.tick(seconds=6)
    assert story.credit(order).status == "credited"
    assert story.carrier.calls.count("top_up") == 1


def test_a_top_up_that_never_arrived_is_repeated_under_the_same_transaction_id(story: Story) -> None:
    story.carrier.fail("top_up", Unknown("timeout"), NotSent("no_connection"), Busy("busy"), Unknown("unreadable"))
    order = story.pay()
    for _ in range(5):
        order = story.credit(order)
        story.clock.tick(minutes=3)
    assert order.status == "credited"
    assert [t.transaction_id for t in story.carrier.top_ups] == [f"tm-{order.ref}-1"]
    assert story.carrier.calls.count("top_up") == 5


def test_a_carrier_that_cannot_tell_repeats_is_asked_again_only_when_the_first_cannot_be_under_way(
    story: Story,
) -> None:
    story.carrier.takes_transaction_id = False
    story.carrier.fail("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    story.clock.tick(seconds=60)
    order = story.credit(order)
    assert (order.status, story.carrier.calls.count("top_up")) == ("crediting", 1)
    story.clock.tick(seconds=61)
    assert story.credit(order).status == "credited"
    assert len(story.carrier.top_ups) == 1


def test_a_busy_carrier_is_left_alone_as_long_as_it_asks(story: Story) -> None:
    story.carrier.fail("top_up", Busy("busy", retry_after_seconds=90))
    order = story.credit(story.pay())
    assert order.next_at == story.clock() + timedelta(seconds=90)


def test_a_profile_that_cannot_be_read_gets_no_top_up(story: Story) -> None:
    story.carrier.fail("read", Unknown("timeout"))
    order = story.credit(story.pay())
    assert (order.status, order.top_up_tries) == ("paid", 0)
    assert order.next_at is not None
    assert order.next_at <= story.clock() + timedelta(seconds=6)


def test_a_card_that_was_never_connected_gets_no_end_from_its_shelf_life(story: Story) -> None:
    cards.put(story.session, story.card.id, ends_at=None)
    story.session.commit()
    know(story, cards.by_id(story.session, story.card.id), ProfileStatus.NEW)
    story.carrier.next_end = rows.NOW + timedelta(days=180)
    order = story.credit(story.pay())
    assert order.status == "credited"
    assert cards.by_id(story.session, story.card.id).ends_at is None


def test_an_answer_other_than_the_promise_is_written_down(story: Story) -> None:
    story.carrier.next_end = rows.NOW + timedelta(days=7)
    order = story.credit(story.pay())
    assert order.status == "credited"
    assert order.stated_ends_at == rows.NOW + timedelta(days=7)


def test_a_top_up_by_days_alone_counts_as_delivered(story: Story) -> None:
    story.carrier.fail("top_up", Unknown("timeout"))
    order = story.credit(story.pay())
    profile = story.carrier.profiles[story.card.carrier_ref]
    story.carrier.profiles[profile.carrier_ref] = replace(profile, validity_days=60)
    story.clock.tick(seconds=6)
    assert story.credit(order).status == "credited"


def test_a_carrier_without_balance_is_waited_for_and_a_person_is_told(story: Story) -> None:
    story.carrier.fail("top_up", *[Refused("balance_low", permanent=False)] * 20)
    order = story.pay()
    for _ in range(16):
        story.sweep(minutes=1)
    waiting = story.order(order.id)
    assert (waiting.status, waiting.failure) == ("crediting", "balance_low")
    assert "alert" in story.letters(order)
    story.carrier.errors.clear()
    for _ in range(13):
        story.sweep(minutes=1)
    assert story.order(order.id).status == "credited"
