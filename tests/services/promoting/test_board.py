"""What is announced to everybody, with the lowest price of the thirty days before."""

from datetime import timedelta
from typing import Any

from tests import rows
from tests.services.promoting import ons
from tests.services.stories import Story
from tmcard.domain.money import Money
from tmcard.domain.promotions import Kind, Reason
from tmcard.services import promoting
from tmcard.services.promoting import Board
from tmcard.store.transactions import release


def board(story: Story) -> Board:
    """What is on."""
    found = promoting.board(story.session, story.clock())
    release(story.session)
    return found


def days(number: int) -> timedelta:
    """So many."""
    return timedelta(days=number)


def test_coupons_and_what_is_not_on_are_not_announced(story: Story, database_kind: str) -> None:
    ons.coupon(story.session)
    ons.promotion(story.session, starts_at=rows.NOW + days(1))
    ons.promotion(story.session, ends_at=rows.NOW)
    shown = ons.promotion(story.session, "first_order")
    assert [each.ref for each in board(story).promotions] == [shown.ref]


def test_what_is_used_up_is_not_announced(story: Story) -> None:
    ons.promotion(story.session, in_total=1)
    assert board(story).of(Kind.SALE) is not None
    story.quote()
    assert board(story).of(Kind.SALE) is None


def test_a_sale_names_the_lowest_price_of_the_thirty_days_before(story: Story, database_kind: str) -> None:
    old: dict[str, Any] = {
        "sku": "asia",
        "version": 1,
        "sold_from": rows.NOW - days(90),
        "sold_until": rows.NOW - days(10),
    }
    rows.plan(story.session, 850, **old)
    rows.plan(story.session, 1000, sku="asia", version=2, sold_from=rows.NOW - days(10))
    sale = ons.promotion(story.session)
    ons.promotion(story.session, effect={"percent": 50}, starts_at=rows.NOW - days(60), ends_at=rows.NOW - days(50))
    found = board(story)
    assert found.lowest_before(sale.ref, "asia", "USD") == Money(850, "USD")
    assert found.lowest_before(sale.ref, "asia", "CNY") is None


def test_an_earlier_sale_within_them_was_the_lowest_price(story: Story) -> None:
    rows.plan(story.session, 1000, sku="asia", sold_from=rows.NOW - days(90))
    ons.promotion(story.session, effect={"percent": 50}, starts_at=rows.NOW - days(20), ends_at=rows.NOW - days(19))
    sale = ons.promotion(story.session)
    assert board(story).lowest_before(sale.ref, "asia", "USD") == Money(500, "USD")


def test_a_coupon_is_told_as_it_stands(story: Story) -> None:
    ons.coupon(story.session, "NOW", in_total=1)
    ons.coupon(story.session, "SOON", starts_at=rows.NOW + days(1))
    ons.coupon(story.session, "GONE", ends_at=rows.NOW)
    told = [promoting.about(story.session, code, None, story.clock()) for code in ("SOON", "GONE")]
    assert told == [Reason.NOT_YET, Reason.OVER]
    assert getattr(promoting.about(story.session, "now", None, story.clock()), "code", None) == "NOW"
    release(story.session)
    story.quote(codes=("NOW",))
    assert promoting.about(story.session, "NOW", None, story.clock()) is Reason.USED_UP
