"""What is shown before paying is what is frozen, and only what can be delivered is offered."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import rows
from tests.services.stories import Story
from tmcard.domain.plans import BYTES_PER_GB, Counting, Period, PeriodUnit, Stacking
from tmcard.domain.quotes import TERMS_VERSION, Policy
from tmcard.services import quoting
from tmcard.services.quoting import CannotRenew, NoSuchCard, NoSuchPlan
from tmcard.store import cards
from tmcard.store.models import Order, PlanPrice


def test_a_quote_freezes_price_and_effect(story: Story, database_kind: str) -> None:
    order = story.quote()
    assert (order.amount_minor, order.currency, order.data_bytes) == (900, "USD", 5 * BYTES_PER_GB)
    assert (order.before_bytes, order.after_bytes) == (3 * BYTES_PER_GB, 8 * BYTES_PER_GB)
    assert order.before_ends_at is not None
    assert order.after_ends_at == order.before_ends_at + timedelta(days=30)
    assert order.quote_ends_at == rows.NOW + timedelta(minutes=15)


def test_a_quote_freezes_the_rules_it_was_made_by(story: Story, database_kind: str) -> None:
    order = story.order(story.quote().id)
    assert order.policy == Policy(
        Period(PeriodUnit.MONTH, 1, Counting.ROLLING, "UTC"), Stacking.EXTEND, TERMS_VERSION, timedelta(minutes=30)
    )


def test_a_quote_promises_what_was_shown(story: Story) -> None:
    shown = quoting.choices(story.session, story.card, "USD", story.clock())[0]
    order = story.quote()
    assert (shown.effect.after.ends_at, shown.offer.price) == (order.after_ends_at, order.price)


def test_a_later_price_does_not_change_a_quote(story: Story) -> None:
    order = story.quote()
    story.session.get_one(PlanPrice, (story.plan.id, "USD")).amount_minor = 1900
    story.session.commit()
    story.start(order)
    assert story.gateway.requests[0].amount.amount_minor == 900


def test_the_same_form_twice_is_one_order(story: Story) -> None:
    first = story.quote(form_token="once")
    assert story.quote(form_token="once", sku="something else").id == first.id


def test_the_same_form_at_once_is_one_order(story: Story, database_kind: str) -> None:
    refs = story.together(lambda other: other.quote(form_token="once").ref)
    assert len(set(refs)) == 1
    assert story.session.scalar(select(func.count(Order.id))) == 1


def test_somebody_elses_form_is_not_answered(story: Story) -> None:
    stranger = rows.owner(story.session)
    story.quote(form_token="once")
    with pytest.raises(NoSuchCard):
        story.quote(form_token="once", owner_id=stranger.id)


def test_somebody_elses_card_does_not_exist(story: Story) -> None:
    with pytest.raises(NoSuchCard):
        story.quote(owner_id=rows.owner(story.session).id)


@pytest.mark.parametrize(
    "values",
    [
        {"carrier": "another"},
        {"currency": "EUR"},
        {"sold_until": rows.NOW},
        {"sold_from": rows.NOW + timedelta(seconds=1)},
    ],
)
def test_a_plan_that_is_not_sold_for_the_card_does_not_exist(story: Story, values: dict[str, object]) -> None:
    plan = rows.plan(story.session, sku="other", **values)  # type: ignore[arg-type]
    with pytest.raises(NoSuchPlan):
        story.quote(sku=plan.sku)


@pytest.mark.parametrize(
    ("change", "reason"), [({"is_gone": True}, "gone"), ({"ends_at": rows.NOW}, "expired"), ({}, "under_way")]
)
def test_a_card_that_can_get_no_renewal_is_offered_none(story: Story, change: dict[str, object], reason: str) -> None:
    if not change:
        story.pay()
    else:
        cards.put(story.session, story.card.id, **change)
        story.session.commit()
    with pytest.raises(CannotRenew, match=reason):
        quoting.choices(story.session, cards.by_id(story.session, story.card.id), "USD", story.clock())


def test_a_used_up_card_can_be_renewed(story: Story) -> None:
    cards.put(story.session, story.card.id, used_bytes=story.card.total_bytes + 1)
    story.session.commit()
    assert story.quote().after_bytes == 5 * BYTES_PER_GB


def test_a_card_that_has_not_begun_keeps_no_end(story: Story) -> None:
    cards.put(story.session, story.card.id, ends_at=None)
    story.session.commit()
    order = story.quote()
    assert (order.after_ends_at, order.after_days) == (None, 60)
