"""Limits are held by reservation: from the quote on, until the money is taken or nothing can take it any more."""

from typing import Any

import pytest
from sqlalchemy import func, select

from tests import rows
from tests.services.promoting import ons
from tests.services.stories import Story
from tmcard.domain.ports import Refused, Unknown
from tmcard.domain.promotions import Reason
from tmcard.services.paying import QuoteEnded
from tmcard.services.quoting import requote
from tmcard.store.models import PromotionUse
from tmcard.store.transactions import release


def taken(story: Story, **changes: Any) -> int:
    """What a quote with the code costs."""
    return story.quote(codes=("HOLIDAY26",), **changes).amount_minor


def test_fifty_at_once_get_ten_of_ten(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, in_total=10)
    people = iter(ons.neighbours(story, 50))
    told = story.together(lambda own: [taken(own, **next(people)) for _ in range(10)], times=5)
    assert sorted(price for each in told for price in each) == [700] * 10 + [900] * 40
    assert story.session.scalar(select(func.count()).select_from(PromotionUse)) == 10
    release(story.session)


def test_the_budget_is_never_overdrawn(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, budget={"USD": 500})
    people = iter(ons.neighbours(story, 8))
    told = story.together(lambda own: [taken(own, **next(people)) for _ in range(2)], times=4)
    assert sorted(price for each in told for price in each) == [700] * 2 + [900] * 6


def test_a_quote_that_lapsed_gives_its_use_back(story: Story) -> None:
    ons.coupon(story.session, in_total=1)
    first, second = ons.neighbours(story, 2)
    assert (taken(story, **first), taken(story, **second)) == (700, 900)
    story.clock.tick(minutes=16)
    assert taken(story, **second) == 700


def test_an_attempt_keeps_the_use_for_as_long_as_it_may_take_the_money(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, in_total=1)
    payment = story.begin(story.quote(codes=("HOLIDAY26",)))
    (other,) = ons.neighbours(story, 1)
    story.clock.tick(hours=2)
    assert taken(story, **other) == 900
    story.gateway.approve(payment.checkout_id or "")
    assert story.settle(payment).captured_minor == 700
    assert taken(story, **other) == 900


def test_an_attempt_that_ended_gives_it_back(story: Story) -> None:
    ons.coupon(story.session, in_total=1)
    story.begin(story.quote(codes=("HOLIDAY26",)))
    (other,) = ons.neighbours(story, 1)
    story.sweep(hours=3)
    assert taken(story, **other) == 700


def test_a_refunded_order_gives_its_use_back(story: Story) -> None:
    ons.coupon(story.session, in_total=1)
    story.carrier.fail("top_up", Refused("plan_gone"))
    order = story.credit(story.pay(story.quote(codes=("HOLIDAY26",))))
    (other,) = ons.neighbours(story, 1)
    assert order.status == "refunding"
    story.refund(story.attempts(order)[-1])
    assert taken(story, **other) == 700


def test_ones_own_quote_gives_way_to_the_next(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, per_owner=1)
    first, second = story.quote(codes=("HOLIDAY26",)), story.quote(codes=("HOLIDAY26",))
    assert (first.amount_minor, second.amount_minor) == (700, 700)
    with pytest.raises(QuoteEnded):
        story.begin(first)
    assert story.pay(second).status == "paid"
    assert taken(story, card_ref=rows.card(story.session, story.owner).ref) == 900


def test_a_quote_that_gave_way_is_followed_by_one_without(story: Story) -> None:
    ons.coupon(story.session, per_owner=1)
    first = story.quote(codes=("HOLIDAY26",))
    story.begin(story.quote(codes=("HOLIDAY26",)))
    fresh = requote(story.session, story.order(first.id), now=story.clock())
    release(story.session)
    assert (fresh.id != first.id, fresh.amount_minor) == (True, 700)
    released = [use.released_at is not None for use in story.session.scalars(select(PromotionUse))]
    release(story.session)
    assert released == [True, True, False]


def test_money_is_never_taken_by_a_quote_that_gave_way(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, per_owner=1)
    payment = story.approve(story.quote(codes=("HOLIDAY26",)))
    assert taken(story) == 700
    settled = story.settle(payment)
    assert (settled.status, settled.failure) == ("declined", "promotion_released")


def test_a_quote_does_not_give_way_while_its_money_is_being_taken(story: Story, database_kind: str) -> None:
    ons.coupon(story.session, per_owner=1)
    payment = story.approve(story.quote(codes=("HOLIDAY26",)))
    story.gateway.fail("capture", Unknown("timeout"))
    assert story.settle(payment).status == "capturing"
    assert taken(story) == 900
    story.sweep(minutes=1)
    assert story.payment(payment.id).captured_minor == 700


def test_strangers_quotes_do_not_push_each_other_out(story: Story) -> None:
    ons.coupon(story.session, in_total=2)
    people = ons.neighbours(story, 3)
    orders = [story.quote(codes=("HOLIDAY26",), **each) for each in people]
    assert [order.amount_minor for order in orders] == [700, 700, 900]
    assert story.begin(orders[0]).amount_minor == 700


def test_why_a_used_up_code_does_nothing_is_said(story: Story) -> None:
    ons.coupon(story.session, in_total=1)
    (other,) = ons.neighbours(story, 1)
    taken(story, **other)
    assert ons.shelf(story, "HOLIDAY26").refused == {"HOLIDAY26": Reason.USED_UP}


def test_limits_by_plan_and_by_code_are_counted_for_themselves(story: Story) -> None:
    ons.promotion(story.session, per_plan=1)
    first, second = ons.neighbours(story, 2)
    assert [story.quote(**each).amount_minor for each in (first, second)] == [720, 900]
