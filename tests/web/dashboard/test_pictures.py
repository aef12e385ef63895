"""Counters become bars, and a card that looks the same keeps its name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tmcard.domain.usage import Reading
from tmcard.store.rows import CardRow, Mark, Sample
from tmcard.web.dashboard import pictures

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
MARK = Mark(3, NOW + timedelta(days=8, minutes=30), NOW - timedelta(minutes=20), 0, None)


def _samples(*points: tuple[str, int]) -> list[Sample]:
    return [Sample(used, datetime.fromisoformat(f"2026-11-{at}+00:00")) for at, used in points]


def _used(zone: str, *points: tuple[str, int]) -> dict[date, int]:
    days = pictures.daily_usage(_samples(*points), NOW, zone)
    return {day.on: day.used_bytes for day in days if day.used_bytes}


def test_there_is_a_bar_for_each_of_the_last_days() -> None:
    days = pictures.daily_usage([], NOW, "UTC")
    assert [days[0].on, days[-1].on, len(days)] == [date(2026, 11, 9), date(2026, 11, 22), 14]
    assert [day.is_today for day in days] == [False] * 13 + [True]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", {date(2026, 11, 20): 30, date(2026, 11, 21): 5}),
        ("Asia/Shanghai", {date(2026, 11, 20): 10, date(2026, 11, 21): 25}),
        ("America/Los_Angeles", {date(2026, 11, 19): 10, date(2026, 11, 20): 25}),
    ],
)
def test_days_are_those_on_the_readers_clock(zone: str, expected: dict[date, int]) -> None:
    points = (("19T12:00", 100), ("20T02:00", 110), ("20T17:00", 130), ("21T03:00", 135))
    assert _used(zone, *points) == expected


def test_a_counter_that_goes_back_counts_as_no_use() -> None:
    assert _used("UTC", ("20T01:00", 900), ("20T04:00", 100), ("20T07:00", 150)) == {date(2026, 11, 20): 50}


def test_what_was_used_before_the_first_day_is_left_out() -> None:
    assert _used("UTC", ("01T01:00", 0), ("05T01:00", 500), ("09T01:00", 600)) == {date(2026, 11, 9): 100}


def test_one_counter_alone_says_nothing() -> None:
    assert _used("UTC", ("20T01:00", 900)) == {}


def test_the_first_bar_begins_at_midnight_there() -> None:
    assert pictures.first_shown(NOW, "Asia/Shanghai") == datetime(2026, 11, 8, 16, tzinfo=UTC)


def test_what_needs_its_owner_comes_first() -> None:
    healthy = CardRow(1, "A", "", "89", 1, Reading(100, 0, NOW + timedelta(days=9), NOW), 30, False, None, None)
    expired = replace(healthy, ref="B", reading=Reading(100, 0, NOW, NOW))
    empty = replace(healthy, ref="C", reading=Reading(100, 100, NOW + timedelta(days=9), NOW))
    assert [card.ref for card in pictures.urgent_first([expired, healthy, empty], NOW)] == ["C", "A", "B"]


@pytest.mark.parametrize(("age", "seconds"), [(-5, 2), (0, 2), (59, 2), (60, 5), (599, 5), (600, 15), (86400, 15)])
def test_a_young_renewal_is_looked_at_often(age: int, seconds: int) -> None:
    assert pictures.pace(replace(MARK, renewing_since=NOW - timedelta(seconds=age)), NOW) == seconds


def test_a_card_at_rest_is_looked_at_seldom() -> None:
    assert pictures.pace(MARK, NOW) == 60


@pytest.mark.parametrize(
    ("mark", "after"),
    [
        (replace(MARK, version=4), timedelta(0)),
        (replace(MARK, renewal_version=1), timedelta(0)),
        (replace(MARK, renewing_since=NOW), timedelta(0)),
        (MARK, timedelta(minutes=31)),
        (MARK, timedelta(hours=3)),
    ],
)
def test_whatever_looks_otherwise_has_another_name(mark: Mark, after: timedelta) -> None:
    assert pictures.tag([mark], "en", NOW + after) != pictures.tag([MARK], "en", NOW)


def test_what_looks_the_same_keeps_its_name() -> None:
    assert pictures.tag([MARK], "en", NOW + timedelta(minutes=29)) == pictures.tag([MARK], "en", NOW)
    assert pictures.tag([MARK], "zh", NOW) != pictures.tag([MARK], "en", NOW)
