"""A quote that holds no more is followed by a fresh one, and of all that follow on each other one can be paid."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests import rows
from tests.services.stories import Story
from tmcard.domain.ports import Unknown
from tmcard.domain.quotes import Changes
from tmcard.services import quoting
from tmcard.services.paying import QuoteEnded
from tmcard.services.quoting import CannotRenew, NoSuchCard, NoSuchPlan, Undecided
from tmcard.store import cards, orders
from tmcard.store.models import Order, Plan
from tmcard.store.transactions import release, write


def requote(story: Story, order: Order) -> Order:
    """Go on with whatever follows on the order."""
    fresh = quoting.requote(story.session, orders.by_id(story.session, order.id), now=story.clock())
    release(story.session)
    return fresh


def stale(story: Story) -> Order:
    """A quote whose time has passed."""
    order = story.quote()
    story.clock.tick(minutes=16)
    return order


def new_version(story: Story, price_minor: int = 1000, **values: Any) -> Plan:
    """The plan at another price, as an import makes it."""
    with write(story.session, "superseded"):
        story.session.execute(update(Plan).where(Plan.id == story.plan.id).values(sold_until=story.clock()))
    facts: dict[str, Any] = {"sku": story.plan.sku, "version": 2, "sold_from": story.clock(), **values}
    return rows.plan(story.session, price_minor, **facts)


def test_a_quote_that_holds_is_not_replaced(story: Story) -> None:
    order = story.quote()
    assert requote(story, order).id == order.id


def test_the_fresh_quote_has_todays_price_and_version(story: Story, database_kind: str) -> None:
    old = stale(story)
    plan = new_version(story)
    fresh = requote(story, old)
    assert (fresh.amount_minor, fresh.plan_id, fresh.card_id) == (1000, plan.id, old.card_id)
    assert story.order(old.id).amount_minor == 900


def test_what_changed_is_known(story: Story) -> None:
    old = stale(story)
    new_version(story, name_en="Asia 6 GB", data_bytes=6, period_count=2)
    changes = Changes(old.promise, requote(story, old).promise)
    assert (changes.of_price, changes.of_name, changes.of_data, changes.of_period, changes.of_end) == (True,) * 5
    assert not changes.of_terms


def test_where_nothing_changed_that_is_known_too(story: Story) -> None:
    old = stale(story)
    assert Changes(old.promise, requote(story, old).promise).is_empty


def test_the_old_order_ends_and_its_journal_names_the_new_one(story: Story, database_kind: str) -> None:
    old = stale(story)
    fresh = requote(story, old)
    assert (story.order(old.id).status, story.order(old.id).next_at) == ("cancelled", None)
    assert orders.journal(story.session, old.id)[-1].evidence == {"successor": fresh.ref}


def test_asked_at_once_by_several_it_is_one_order(story: Story, database_kind: str) -> None:
    old = stale(story)
    refs = story.together(lambda other: requote(other, old).ref)
    assert len(set(refs)) == 1
    assert story.session.scalar(select(func.count(Order.id))) == 2


def test_the_requote_of_a_requote_is_found_from_the_first(story: Story) -> None:
    first = stale(story)
    second = requote(story, first)
    story.clock.tick(minutes=16)
    third = requote(story, second)
    assert requote(story, first).id == third.id
    assert [story.order(o.id).status for o in (first, second, third)] == ["cancelled", "cancelled", "open"]


def test_a_successor_that_was_paid_is_answered_as_it_is(story: Story) -> None:
    first = stale(story)
    second = requote(story, first)
    story.pay(second)
    assert (requote(story, first).id, requote(story, first).status) == (second.id, "paid")


def test_an_order_that_lapsed_can_be_quoted_again(story: Story) -> None:
    old = story.quote()
    story.sweep(hours=25)
    fresh = requote(story, old)
    assert (story.order(old.id).status, fresh.status) == ("expired", "open")


def test_while_money_may_be_taken_nothing_takes_the_orders_place(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("time_out"))
    story.settle(payment)
    old = story.order(payment.order_id)
    story.clock.tick(minutes=16)
    with pytest.raises(Undecided):
        requote(story, old)
    assert story.order(old.id).status == "open"


def test_a_late_approval_of_a_replaced_order_takes_no_money(story: Story) -> None:
    payment = story.approve(story.quote())
    story.clock.tick(minutes=16)
    requote(story, story.order(payment.order_id))
    settled = story.settle(payment)
    assert (settled.status, settled.failure, story.gateway.takes) == ("declined", "order_ended", [])


def test_a_quote_ends_when_the_card_was_renewed_by_another(story: Story, database_kind: str) -> None:
    first, second = story.quote(), story.quote()
    story.credit(story.pay(first))
    with pytest.raises(QuoteEnded):
        story.start(second)
    changes = Changes(second.promise, requote(story, second).promise)
    assert (changes.of_end, changes.of_price) == (True, False)


def test_a_card_that_has_not_begun_ends_its_quote_by_its_days(story: Story) -> None:
    cards.put(story.session, story.card.id, ends_at=None)
    story.session.commit()
    order = story.quote()
    assert story.order(order.id).holds(story.clock())
    cards.put(story.session, story.card.id, validity_days=60)
    story.session.commit()
    assert story.order(order.id).is_outdated


@pytest.mark.parametrize("change", [{"ends_at": rows.NOW}, {"is_gone": True}])
def test_a_card_that_can_get_none_gets_no_quote_and_loses_none(story: Story, change: dict[str, object]) -> None:
    old = stale(story)
    cards.put(story.session, story.card.id, **change)
    story.session.commit()
    with pytest.raises(CannotRenew):
        requote(story, old)
    assert story.order(old.id).status == "open"


def test_a_plan_that_is_sold_no_more_gets_no_quote(story: Story) -> None:
    old = stale(story)
    with write(story.session, "withdrawn"):
        story.session.execute(update(Plan).values(sold_until=story.clock() - timedelta(seconds=1)))
    with pytest.raises(NoSuchPlan):
        requote(story, old)


def test_a_guests_order_cannot_be_quoted_again_here(story: Story) -> None:
    guest = Order(ref="GUEST", form_token="guest", status="expired", owner_id=None)
    with pytest.raises(NoSuchCard):
        quoting.requote(story.session, guest, now=story.clock())
