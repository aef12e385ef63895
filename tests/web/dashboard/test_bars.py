"""Counters become columns over the period of the running plan, and what to expect is drawn on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.rows import NOW
from tmcard.domain.forecast import forecast
from tmcard.domain.usage import Reading
from tmcard.store.rows import Sample
from tmcard.web.dashboard import bars
from tmcard.web.dashboard.bars import Picture, Span

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MB = 2**20
#: Ten megabytes every three hours, read until an hour ago.
STEADY = [Sample(step * 10 * MB, NOW - HOUR - (112 - step) * 3 * HOUR, 2000 * MB) for step in range(113)]


def _reading(days: float, used: int = 1120 * MB, total: int = 2000 * MB) -> Reading:
    return Reading(total, used, NOW + days * DAY, NOW - HOUR)


def _span(days: float, validity_days: int, zone: str = "UTC") -> Span:
    return bars.span(_reading(days), validity_days, NOW, zone)


def _picture(days: float, validity_days: int, **reading: int) -> Picture:
    shown, stated = _span(days, validity_days), _reading(days, **reading)
    return bars.picture(shown, STEADY, stated, forecast(stated, STEADY, NOW), NOW)


def _samples(*points: tuple[str, int]) -> list[Sample]:
    return [Sample(used, datetime.fromisoformat(f"2026-11-{at}+00:00")) for at, used in points]


@pytest.mark.parametrize(
    ("days", "validity_days", "first", "last", "days_each"),
    [
        (16, 30, date(2026, 11, 8), date(2026, 12, 8), 1),
        (1, 1, date(2026, 11, 17), date(2026, 11, 23), 1),
        (3, 7, date(2026, 11, 18), date(2026, 11, 25), 1),
        (50, 60, date(2026, 11, 9), date(2027, 1, 11), 7),
        (325, 365, date(2026, 10, 12), date(2027, 10, 13), 7),
        (-3, 30, date(2026, 11, 6), date(2026, 11, 19), 1),
        (20, 0, date(2026, 11, 9), date(2026, 12, 12), 1),
    ],
    ids=["month", "day", "week", "two months", "year", "ended", "validity not known"],
)
def test_the_picture_is_of_the_running_period(
    days: float, validity_days: int, first: date, last: date, days_each: int
) -> None:
    found = _span(days, validity_days)
    assert (found.first, found.last, found.days_each) == (first, last, days_each)
    assert 7 <= len(found.edges) - 1 <= 60


def test_before_the_first_connection_there_are_the_last_days() -> None:
    found = bars.span(Reading(0, 0, None, None), 30, NOW, "UTC")
    assert (found.first, found.last) == (date(2026, 11, 9), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", {date(2026, 11, 20): 38, date(2026, 11, 21): 2}),
        ("Asia/Shanghai", {date(2026, 11, 20): 30, date(2026, 11, 21): 10}),
        ("America/Los_Angeles", {date(2026, 11, 19): 19, date(2026, 11, 20): 21}),
    ],
)
def test_days_are_those_on_the_readers_clock(zone: str, expected: dict[date, int]) -> None:
    samples = _samples(("19T23:59", 100), ("20T02:00", 110), ("20T16:00", 130), ("21T02:00", 140))
    span = bars.span(Reading(0, 0, None, None), 0, NOW, zone)
    drawn = bars.picture(span, samples, Reading(0, 0, None, None), None, NOW).known
    assert {each.on: each.used_bytes for each in drawn if each.used_bytes} == pytest.approx(expected, abs=1)


def test_columns_have_what_was_used_and_what_was_left() -> None:
    yesterday, today = [each for each in _picture(16, 30).columns if each.on.day in (21, 22) and each.on.month == 11]
    assert (yesterday.used_bytes, yesterday.is_today, today.is_today) == (80 * MB, False, True)
    assert yesterday.left_bytes == pytest.approx(2000 * MB - 1120 * MB + 20 * MB, abs=10 * MB)
    assert today.left_bytes == 880 * MB


def test_days_without_reports_are_not_days_without_use() -> None:
    drawn = bars.picture(_span(5, 30), STEADY, _reading(5), None, NOW)
    assert [each.used_bytes for each in drawn.columns if each.on < date(2026, 11, 8)] == [None] * 11
    assert drawn.known[0].on == date(2026, 11, 8)


def test_one_report_alone_draws_nothing() -> None:
    assert bars.picture(_span(5, 30), STEADY[:1], _reading(5), None, NOW).known == []


def test_what_is_expected_goes_on_until_the_data_is_gone() -> None:
    drawn = _picture(16, 30)
    ahead = [each.expected_bytes for each in drawn.columns]
    assert sum(ahead) == pytest.approx(880 * MB, abs=2)
    assert drawn.likely_end is not None
    assert drawn.may_end is not None
    assert drawn.may_end[0] < drawn.likely_end < drawn.may_end[1] <= 100
    assert ahead[-2:] == [0, 0]


def test_what_lasts_has_no_end_to_mark_and_columns_to_the_last_day() -> None:
    drawn = _picture(4, 30)
    assert (drawn.may_end, drawn.likely_end) == (None, None)
    assert drawn.columns[-2].expected_bytes == pytest.approx(80 * MB, rel=0.1)


def test_without_limit_nothing_is_left_and_nothing_expected() -> None:
    samples = [Sample(each.used_bytes, each.reported_at) for each in STEADY]
    drawn = bars.picture(_span(16, 30), samples, _reading(16, total=0), None, NOW)
    assert {each.left_bytes for each in drawn.known} == {None}
    assert not drawn.is_ahead


def test_a_year_is_told_in_weeks_that_begin_on_mondays() -> None:
    drawn = _picture(325, 365)
    assert {each.on.weekday() for each in drawn.columns} == {0}
    assert [index for index, each in enumerate(drawn.columns) if each.is_today] == [drawn.today] == [5]


def test_a_day_of_a_changing_clock_is_a_day() -> None:
    shown = Span(date(2026, 10, 24), date(2026, 10, 26), 1, "Europe/Berlin")
    assert [edge.astimezone(UTC).hour for edge in shown.edges] == [22, 22, 23, 23]
