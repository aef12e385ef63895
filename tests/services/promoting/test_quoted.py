"""A quote freezes what promotions made of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from tests import rows
from tests.services.promoting import ons
from tests.services.stories import Story
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.promotions import Reason
from tmcard.domain.quotes import Changes
from tmcard.services import quoting
from tmcard.store.models import PromotionRow, PromotionUse
from tmcard.store.transactions import release, write


def test_the_order_costs_what_the_deal_says(story: Story, database_kind: str) -> None:
    ons.promotion(story.session)
    order = story.quote()
    assert (order.amount_minor, order.list_minor) == (720, 900)
    assert ons.lines(story.session, order) == [("sale", 180)]
    assert order.deal == ons.shelf(story).choices[0].deal


def test_without_promotions_nothing_is_written(story: Story) -> None:
    order = story.quote()
    assert (order.amount_minor, order.list_minor, order.deal, order.promise.lines) == (900, None, None, ())


def test_the_payer_is_asked_for_the_total(story: Story) -> None:
    ons.promotion(story.session)
    order = story.pay(story.quote())
    assert order.status == "paid"
    assert [(p.amount_minor, p.captured_minor) for p in story.attempts(order)] == [(720, 720)]


def test_more_data_is_shown_frozen_and_loaded(story: Story) -> None:
    loads = {story.plan.sku: ["AS-8-30", 8 * BYTES_PER_GB]}
    ons.promotion(story.session, effect={"loads": loads})
    story.carrier.plans["AS-8-30"] = (8 * BYTES_PER_GB, 30)
    order = story.quote()
    assert (order.amount_minor, order.data_bytes, order.carrier_code) == (900, 8 * BYTES_PER_GB, "AS-8-30")
    assert order.after_bytes == 11 * BYTES_PER_GB
    assert story.credit(story.pay(order)).stated_total_bytes == 13 * BYTES_PER_GB


def test_a_code_says_on_every_plan_why_it_does_nothing(story: Story) -> None:
    ons.coupon(story.session, skus=[story.plan.sku])
    ons.coupon(story.session, "EARLY", starts_at=rows.NOW + timedelta(days=1))
    other = rows.plan(story.session, 2000, sku="zz")
    found = ons.shelf(story, "holiday 26", "EARLY", "NO-SUCH")
    assert found.refused == {"EARLY": Reason.NOT_YET, "NO-SUCH": Reason.UNKNOWN}
    by_sku = {choice.offer.sku: choice for choice in found.choices}
    assert by_sku[other.sku].refused["holiday 26"] is Reason.NOT_THIS_PLAN
    assert by_sku[story.plan.sku].price.amount_minor == 700


def test_a_coupon_without_its_code_does_nothing(story: Story) -> None:
    ons.coupon(story.session)
    assert story.quote().list_minor is None
    assert story.quote(codes=("HOLIDAY26",)).amount_minor == 700


def test_a_quote_keeps_what_a_changed_promotion_gives_no_more(story: Story) -> None:
    row = ons.promotion(story.session)
    order = story.quote()
    with write(story.session, "changed"):
        story.session.execute(update(PromotionRow).where(PromotionRow.id == row.id).values(ends_at=rows.NOW))
    assert story.pay(order).amount_minor == 720


def test_a_fresh_quote_says_which_promotion_is_gone(story: Story) -> None:
    row = ons.promotion(story.session, ends_at=rows.NOW + timedelta(minutes=5))
    order = story.quote()
    story.clock.tick(minutes=16)
    fresh = quoting.requote(story.session, story.order(order.id), now=story.clock())
    changes = Changes(story.order(order.id).promise, fresh.promise)
    assert (changes.of_price, changes.of_deal, changes.is_empty) == (True, True, False)
    assert [line.promotion_ref for line in changes.gone] == [row.ref]
    release(story.session)


def test_a_fresh_quote_keeps_the_code(story: Story) -> None:
    ons.coupon(story.session, per_owner=1)
    order = story.quote(codes=("HOLIDAY26",))
    story.clock.tick(minutes=16)
    fresh = quoting.requote(story.session, story.order(order.id), now=story.clock())
    assert (fresh.id != order.id, fresh.amount_minor) == (True, 700)
    release(story.session)


FORGED: list[dict[str, Any]] = [
    {"off_minor": 1},
    {"code": "X"},
    {"currency": "CNY"},
    {"extra_bytes": 1},
    {"kind": "sale"},
]


@pytest.mark.parametrize("change", FORGED, ids=str)
def test_what_was_quoted_of_a_promotion_cannot_be_changed(
    story: Story, change: dict[str, Any], database_kind: str
) -> None:
    ons.coupon(story.session)
    story.quote(codes=("HOLIDAY26",))
    with pytest.raises(DBAPIError, match="a quote is frozen"), write(story.session, "forged"):
        story.session.execute(update(PromotionUse).values(**change))
    with write(story.session, "released"):
        story.session.execute(text("UPDATE promotion_uses SET released_at = NULL"))
