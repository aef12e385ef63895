"""What a quote promises until money is taken: a new price does not break it, a plan off sale or a lost card does."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests import rows
from tests.services.stories import Story
from tmcard.services.paying import PlanWithdrawn, QuoteEnded
from tmcard.services.quoting import CannotRenew
from tmcard.store import cards
from tmcard.store.models import Plan
from tmcard.store.transactions import release, write


def supersede(story: Story) -> None:
    """An import with another price."""
    withdraw(story)
    rows.plan(story.session, 1900, sku=story.plan.sku, version=2, sold_from=story.clock())


def withdraw(story: Story) -> None:
    """Take the plan off sale."""
    with write(story.session, "withdrawn"):
        story.session.execute(update(Plan).values(sold_until=story.clock()))


def expire(story: Story) -> None:
    """The card ends before its time."""
    cards.put(story.session, story.card.id, ends_at=story.clock())
    story.session.commit()


def test_a_price_that_changed_after_the_quote_is_not_charged(story: Story, database_kind: str) -> None:
    order = story.quote()
    supersede(story)
    paid = story.pay(order)
    assert (paid.status, story.gateway.requests[0].amount.amount_minor) == ("paid", 900)


def test_a_price_that_changed_after_the_approval_is_not_charged(story: Story, database_kind: str) -> None:
    payment = story.approve()
    supersede(story)
    story.clock.tick(hours=2)
    assert story.settle(payment).status == "captured"
    assert story.order(payment.order_id).amount_minor == 900


def test_the_old_price_ends_with_the_quote(story: Story) -> None:
    order = story.quote()
    supersede(story)
    story.clock.tick(minutes=15)
    with pytest.raises(QuoteEnded):
        story.start(order)


def test_a_plan_withdrawn_after_the_quote_is_not_begun_to_be_paid(story: Story, database_kind: str) -> None:
    order = story.quote()
    withdraw(story)
    with pytest.raises(PlanWithdrawn):
        story.start(order)


def test_a_first_order_is_paid_once_however_many_were_quoted(story: Story) -> None:
    story.plan.buyers = "first_order"
    story.session.commit()
    second, third = rows.card(story.session, story.owner), rows.card(story.session, story.owner)
    release(story.session)
    late, payment = story.quote(), story.approve(story.quote(card_ref=second.ref))
    story.pay(story.quote(card_ref=third.ref))
    taken = list(story.gateway.takes)
    with pytest.raises(PlanWithdrawn):
        story.start(late)
    assert (story.settle(payment).failure, story.gateway.takes) == ("plan_spent", taken)


def test_a_plan_withdrawn_after_its_new_version_came_is_withdrawn_for_all(story: Story) -> None:
    order = story.quote()
    supersede(story)
    withdraw(story)
    with pytest.raises(PlanWithdrawn):
        story.start(order)


@pytest.mark.parametrize(("change", "reason"), [(withdraw, "plan_withdrawn"), (expire, "card_expired")])
def test_what_happens_between_approval_and_capture_stops_the_capture(
    story: Story, change: object, reason: str, database_kind: str
) -> None:
    payment = story.approve()
    change(story)  # type: ignore[operator]  # one of the functions above
    settled = story.settle(payment)
    assert (settled.status, settled.failure, story.gateway.takes) == ("declined", reason, [])


def test_a_card_that_expired_after_the_quote_is_not_begun_to_be_paid(story: Story) -> None:
    order = story.quote()
    expire(story)
    with pytest.raises(CannotRenew, match="expired"):
        story.start(order)


def test_an_attempt_begun_in_time_keeps_its_price_after_the_quote(story: Story) -> None:
    payment = story.begin()
    story.clock.tick(minutes=16)
    story.gateway.approve(payment.checkout_id or "")
    assert story.settle(payment).status == "captured"


def test_an_attempt_that_nobody_approved_ends_with_its_time(story: Story) -> None:
    payment = story.begin()
    story.clock.now = payment.expires_at + timedelta(seconds=1)
    assert story.settle(payment).status == "expired"
