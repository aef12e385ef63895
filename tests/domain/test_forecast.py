"""When the data runs out: a band, and silence until there is enough to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.walks import MB, Report
from tmcard.domain.forecast import READ_BACK, Forecast, forecast, is_early, pace
from tmcard.domain.usage import Reading

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _reports(*steps: int, every: timedelta = 3 * HOUR, last: datetime = NOW) -> list[Report]:
    """A counter that grows by each of `steps` megabytes in turn, read for the last time at `last`."""
    used = [sum(steps[:count]) * MB for count in range(len(steps) + 1)]
    return [Report(each, last - (len(steps) - index) * every) for index, each in enumerate(used)]


def _steady(days: int, megabytes_a_day: int = 80) -> list[Report]:
    return _reports(*[megabytes_a_day // 8] * days * 8)


def _left(megabytes: int, days: float = 20) -> Reading:
    return Reading(5000 * MB, (5000 - megabytes) * MB, NOW + days * DAY, NOW)


def _ahead(megabytes: int, reports: Sequence[Report], days: float = 20) -> Forecast:
    found = forecast(_left(megabytes, days), reports, NOW)
    assert found is not None
    return found


def test_the_pace_of_a_steady_card_is_what_it_uses_a_day() -> None:
    found = pace(_steady(14), NOW)
    assert found is not None
    assert found.usual == pytest.approx(80 * MB, rel=0.01)
    assert found.low < found.usual < found.high


def test_last_days_count_more_than_older_ones() -> None:
    falling, rising = pace(_reports(*[20] * 80, *[5] * 40), NOW), pace(_reports(*[5] * 80, *[20] * 40), NOW)
    assert falling is not None
    assert rising is not None
    assert falling.usual < 0.9 * 120 * MB  # of 160 and 40 a day, and the other way round
    assert rising.usual > 1.1 * 80 * MB


def test_one_evening_as_a_hotspot_is_no_habit() -> None:
    found = pace(_reports(*[10] * 40, 2000, *[10] * 39), NOW)
    assert found is not None
    assert found.usual < 160 * MB


def test_days_that_differ_make_the_band_wider() -> None:
    alike, unlike = pace(_steady(14), NOW), pace(_reports(*([40] * 8 + [0] * 8) * 7), NOW)
    assert alike is not None
    assert unlike is not None
    assert unlike.high / unlike.low > 1.5 * alike.high / alike.low


@pytest.mark.parametrize(
    "reports",
    [
        [],
        _reports(10),
        _reports(500, every=5 * DAY),
        _reports(*[10] * 7),
        _reports(*[0] * 80),
        _reports(*[10] * 80, last=NOW - 49 * HOUR),
        _reports(*[10] * 80, *[0] * 29 * 8),
    ],
    ids=["none", "one step", "two reports", "21 hours", "nothing used", "two days ago", "nothing used of late"],
)
def test_silent_until_there_is_enough_to_say(reports: list[Report]) -> None:
    assert pace(reports, NOW) is None
    assert forecast(_left(500), reports, NOW) is None


def test_a_day_of_reports_is_enough() -> None:
    assert is_early(_reports(*[10] * 7))
    assert not is_early(_reports(*[10] * 8))
    assert pace(_reports(*[10] * 8), NOW) is not None


@pytest.mark.parametrize(
    "reading",
    [
        Reading(0, 0, NOW + DAY, NOW),
        Reading(100, 100, NOW + DAY, NOW),
        Reading(100, 0, NOW, NOW),
        Reading(100, 0, None, NOW),
    ],
    ids=["unlimited", "used up", "ended", "not begun"],
)
def test_where_nothing_can_run_out_nothing_is_said(reading: Reading) -> None:
    assert forecast(reading, _steady(14), NOW) is None


def test_a_steady_card_runs_out_when_division_says() -> None:
    found = _ahead(400, _steady(14))
    assert found.earliest is not None
    assert found.likely is not None
    assert found.latest is not None
    assert found.earliest < found.likely < found.latest
    assert abs(found.likely - (NOW + 5 * DAY)) < HOUR
    assert found.left_bytes == 0


def test_more_than_enough_lasts_and_says_what_is_left_over() -> None:
    found = _ahead(4000, _steady(14))
    assert (found.earliest, found.likely, found.latest) == (None, None, None)
    assert found.left_bytes == pytest.approx(2400 * MB, rel=0.01)


def test_what_just_lasts_may_run_out_early() -> None:
    found = _ahead(1700, _steady(14))
    assert found.earliest is not None
    assert (found.likely, found.latest) == (None, None)


def test_a_plan_renewed_in_between_changes_what_is_left_and_not_the_pace() -> None:
    before, after = _ahead(400, _steady(14)), _ahead(800, _steady(14))
    assert before.likely is not None
    assert after.likely is not None
    assert abs((after.likely - NOW) - 2 * (before.likely - NOW)) < HOUR


def test_days_of_the_week_come_again() -> None:
    week = [10] * 5 * 8 + [60] * 2 * 8
    found = _ahead(3000, _reports(*week * 4))
    quiet, loud = (found.used_by(NOW + day * DAY) - found.used_by(NOW + (day - 1) * DAY) for day in (3, 6))
    assert loud > 1.8 * quiet


def test_nights_come_again() -> None:
    found = _ahead(400, _reports(*[0, 0, 10, 10, 10, 10, 20, 20] * 14))
    assert found.used_by(NOW + 6 * HOUR) < found.used_by(NOW + DAY) / 6


def test_a_silence_of_days_counts_as_days_of_the_same() -> None:
    reports = _steady(14)
    with_gap = [each for each in reports if not 4 * DAY < NOW - each.reported_at < 7 * DAY]
    whole, gapped = pace(reports, NOW), pace(with_gap, NOW)
    assert whole is not None
    assert gapped is not None
    assert gapped.usual == pytest.approx(whole.usual, rel=0.02)


def test_a_counter_corrected_downwards_adds_nothing() -> None:
    reports = _steady(14)
    too_much = [*reports[:90], replace(reports[90], used_bytes=reports[90].used_bytes + 200 * MB), *reports[91:]]
    assert pace(too_much, NOW) == pace(reports, NOW)


def test_a_card_that_stood_empty_until_it_was_renewed_was_not_put_away() -> None:
    before, empty, after = [10] * 80, [0] * 24, [10] * 8
    reports = _reports(*before, *empty, *after)
    renewed = [replace(each, total_bytes=(800 if index < 104 else 5000) * MB) for index, each in enumerate(reports)]
    steady, mistaken, found = pace(_steady(14), NOW), pace(reports, NOW), pace(renewed, NOW)
    assert steady is not None
    assert mistaken is not None
    assert found is not None
    assert mistaken.usual < 0.7 * steady.usual
    assert found.usual == pytest.approx(steady.usual, rel=0.02)


def test_what_is_long_past_costs_nothing_and_changes_nothing() -> None:
    reports = _steady(300)
    recent = [each for each in reports if NOW - each.reported_at <= READ_BACK]
    assert pace(reports, NOW) == pace(recent, NOW)


@given(st.lists(st.integers(0, 3000), min_size=8, max_size=60), st.integers(1, 4999), st.floats(0.1, 400))
def test_whatever_was_used_the_band_is_in_order(steps: list[int], left: int, days: float) -> None:
    reports = _reports(*steps)
    found, of_days = forecast(_left(left, days), reports, NOW), pace(reports, NOW)
    assert (found is None) == (of_days is None)
    if found is None or of_days is None:
        return
    end = NOW + days * DAY
    assert NOW <= (found.earliest or end) <= (found.likely or end) <= (found.latest or end) <= end
    assert 0 <= of_days.low <= of_days.usual <= of_days.high
    assert found.left_bytes == 0 or found.likely is None


@given(st.lists(st.integers(0, 3000), min_size=8, max_size=40), st.integers(1, 2400))
def test_with_more_left_it_lasts_no_shorter(steps: list[int], left: int) -> None:
    less, more = (forecast(_left(each), _reports(*steps), NOW) for each in (left, 2 * left))
    if less is None or more is None:
        return
    end = less.ends_at
    assert (less.earliest or end) <= (more.earliest or end)
    assert (less.latest or end) <= (more.latest or end)
