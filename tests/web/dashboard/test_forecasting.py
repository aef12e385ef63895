"""A forecast in words: no finer than its band, on the owner's clock, in both languages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from tests import rows
from tests.rows import NOW
from tests.statements import counted
from tests.web.shop import Shop
from tmcard.domain.forecast import Forecast
from tmcard.domain.habits import Habits
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB
from tmcard.domain.usage import Reading
from tmcard.store.models import Card, UsageSample
from tmcard.store.transactions import write
from tmcard.web.dashboard.forecasting import time_left, told, when

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = "Asia/Shanghai"  # 14:05 on a Sunday
HABITS = Habits(1.0, 0.5, 5.0, 0.2, (0.0, 1.0))


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    """Words need a language to be found in."""
    with app.test_request_context(), force_locale("en"):
        yield


def _said(*hours: float | None, ends: float = 16 * 24, left: int = 0) -> str:
    earliest, likely, latest = (NOW + each * HOUR if each is not None else None for each in hours)
    ahead = Forecast(earliest, likely, latest, NOW + ends * HOUR, left, NOW, HABITS)
    return told(ahead, NOW, ZONE).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((1, 2, 3), "lasts until this afternoon, 15 days before the plan ends."),
        ((7, 8, 12), "runs out between this evening and tonight, about 15 days before the plan ends."),
        ((21, 22, 22.5), "lasts until noon tomorrow, 15 days"),
        ((54, 55, 56), "lasts until Tuesday evening, 13 days"),
        ((44, 50, 56), "lasts until Tuesday, 13 days"),
        ((30, 54, 78), "runs out between tomorrow evening and Wednesday, about 13 days"),
        ((0, 9, 30), "runs out between now and tomorrow evening"),
        ((100, 200, 300), "runs out between Thursday and 4 Dec, about 7 days"),
        ((100, 380, 383), "runs out between Thursday and 8 Dec, shortly before the plan ends."),
        ((100, 200, None), "lasts until about 30 Nov, 7 days before the plan ends. With less use it lasts to"),
        ((100, None, None), "lasts until the plan ends. With more use it may run out from Thursday on."),
        ((-30, -1, 20), "may be used up by now."),
    ],
)
def test_a_band_is_told_as_wide_as_it_is(hours: tuple[float | None, ...], words: str) -> None:
    assert words in _said(*hours)


@pytest.mark.parametrize(
    ("left", "size"), [(3.9 * BYTES_PER_GB, "3 GB"), (1.26 * BYTES_PER_GB, "1.2 GB"), (300 * BYTES_PER_MB, "300 MB")]
)
def test_what_is_left_over_is_told_roughly(left: float, size: str) -> None:
    assert _said(None, None, None, left=int(left)).endswith(f"until the plan ends, with about {size} left over.")


def test_a_year_ahead_is_told_in_weeks() -> None:
    assert "about 21 weeks before the plan ends" in _said(100 * 24, 120 * 24, None, ends=270 * 24)


def test_the_same_in_chinese() -> None:
    with force_locale("zh"):
        assert _said(54, 55, 56) == "按目前的用量，流量能用到周二晚上，比套餐到期早 13 天。"
        assert "会在明天晚上到周三之间用完" in _said(30, 54, 78)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        ("22T20:59", "UTC", "this evening"),
        ("22T23:00", "UTC", "tonight"),
        ("23T04:59", "UTC", "tonight"),
        ("23T05:00", "UTC", "tomorrow morning"),
        ("23T11:00", "UTC", "noon tomorrow"),
        ("23T13:00", "UTC", "tomorrow afternoon"),
        ("28T18:00", "UTC", "Saturday evening"),
        ("29T18:00", "UTC", "29 Nov"),
        ("23T05:00", "America/New_York", "tomorrow night"),
        ("23T05:00", "Asia/Tokyo", "tomorrow afternoon"),
    ],
)
def test_days_turn_when_the_night_ends_where_the_reader_is(at: str, zone: str, words: str) -> None:
    assert when(datetime.fromisoformat(f"2026-11-{at}+00:00"), NOW, zone).finely == words


@pytest.mark.parametrize(
    ("left", "told"),
    [(8 * DAY, ("8", "days")), (DAY, ("1", "day")), (23 * HOUR, ("23", "hours")), (HOUR / 2, ("<1", "hour"))],
)
def test_the_ring_of_time_counts_days_then_hours(left: timedelta, told: tuple[str, str]) -> None:
    assert time_left(Reading(1, 0, NOW + left, NOW), NOW) == told


def _use(shop: Shop, card: Card, days: int) -> None:
    with write(shop.session, "samples"):
        for step in range(days * 8 + 1):
            row = UsageSample(card_id=card.id, total_bytes=card.total_bytes, used_bytes=step * 32 * BYTES_PER_MB)
            row.reported_at = row.taken_at = NOW - (days * 8 - step) * 3 * HOUR
            shop.session.add(row)


def test_the_page_and_its_part_say_how_long_the_data_lasts(shop: Shop, database_kind: str) -> None:
    _use(shop, shop.card, 8)
    browser = shop.browser(shop.owner)
    page = browser.get(f"/dashboard/cards/{shop.card.ref}").text
    with counted() as sent:
        part = shop.partial(browser, f"/dashboard/cards/{shop.card.ref}/remaining").text
    assert "At this pace the data lasts until the plan ends" in part
    assert page.count("At this pace the data lasts until the plan ends") == 2
    assert "Outlined: what to expect at this pace." in page
    assert sum("usage_samples" in each for each in sent) == 1


def test_two_hours_of_reports_are_too_early(shop: Shop) -> None:
    _use(shop, shop.card, 0)
    rows.card(shop.session, shop.owner)
    with write(shop.session, "sample"):
        row = UsageSample(card_id=shop.card.id, total_bytes=shop.card.total_bytes, used_bytes=40 * BYTES_PER_MB)
        row.reported_at = row.taken_at = NOW - 2 * HOUR
        shop.session.add(row)
    page = shop.browser(shop.owner).get(f"/dashboard/cards/{shop.card.ref}").text
    assert "Too early to say" in page
    assert "At this pace" not in page


def test_a_card_without_limit_is_told_no_end_of_data(shop: Shop) -> None:
    card = rows.card(shop.session, shop.owner, total_bytes=0, used_bytes=0)
    _use(shop, card, 8)
    page = shop.browser(shop.owner).get(f"/dashboard/cards/{card.ref}").text
    assert "At this pace" not in page
    assert "Too early" not in page
    assert 'class="rings"' not in page
    assert 'class="usage"' in page


def test_an_allowance_of_each_day_does_not_run_out(shop: Shop, database_kind: str) -> None:
    plan = rows.plan(shop.session, allowance="day")
    card = rows.card(shop.session, shop.owner, plan_id=plan.id)
    _use(shop, card, 8)
    page = shop.browser(shop.owner).get(f"/dashboard/cards/{card.ref}").text
    assert "At this pace" not in page
    assert 'class="usage"' in page
