"""One look at a card, as tables: what is told, and what is not."""

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.alerts.sights import DAY, HOUR, NOON, SILENT, ahead, marks, sight, told
from tmcard.domain.alerts import Crossing, look
from tmcard.domain.preferences import Preferences, Topic
from tmcard.domain.usage import Reading


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        (49, []),
        (50, []),
        (79, []),
        (80, ["mostly_used"]),
        (90, ["nearly_used"]),
        (99, ["nearly_used"]),
        (100, ["used_up"]),
        (101, ["used_up"]),
    ],
)
def test_data_is_told_at_80_90_and_100_percent_and_at_50_only_recorded(used: int, expected: list[str]) -> None:
    found = look(marks(), sight(used), NOON)
    assert told(found) == expected
    assert found.marks.data_percent == max((step for step in (50, 80, 90, 100) if step <= used), default=0)


@pytest.mark.parametrize(
    ("unit", "hours", "expected"),
    [
        ("month", 169, []),
        ("month", 168, ["ending"]),
        ("year", 72, ["ending"]),
        ("day", 168, []),
        ("day", 7, []),
        ("day", 6, ["ending"]),
        ("day", 1, ["ending"]),
        ("day", 0, ["ended"]),
        ("month", 0, ["ended"]),
        (None, 168, []),
        (None, 24, ["ending"]),
    ],
)
def test_the_end_is_told_days_before_and_of_day_plans_hours(unit: str | None, hours: int, expected: list[str]) -> None:
    ends_at = NOON + hours * HOUR
    found = look(marks(ends_at=ends_at), sight(ends_at=ends_at, period_unit=unit), NOON)
    assert told(found) == expected


def test_nothing_of_a_first_look_is_news() -> None:
    found = look(None, sight(95, NOON + DAY), NOON)
    assert told(found) == []
    assert (found.marks.data_percent, found.marks.hours_left) == (90, 24)


def test_what_was_recorded_is_not_told_again() -> None:
    first = look(marks(), sight(85), NOON)
    assert told(look(first.marks, sight(86), NOON + 2 * DAY)) == []


def test_a_correction_that_goes_back_is_not_told_again() -> None:
    first = look(marks(), sight(81), NOON)
    back = look(first.marks, sight(70), NOON + 2 * DAY)
    assert told(look(back.marks, sight(82), NOON + 4 * DAY)) == []


@pytest.mark.parametrize("renewed", [{"total": 200}, {"ends_at": NOON + 50 * DAY}])
def test_a_renewal_begins_anew_where_it_leaves_the_card(renewed: dict[str, Any]) -> None:
    first = look(marks(), sight(85), NOON)
    after = look(first.marks, sight(85, **renewed), NOON + HOUR)
    assert told(after) == []
    assert after.marks.epoch == 1
    assert after.marks.data_percent == (0 if "total" in renewed else 80)


def test_after_a_renewal_the_same_step_is_told_once_more() -> None:
    after = look(look(marks(), sight(85), NOON).marks, sight(85, total=200), NOON + HOUR)
    assert told(look(after.marks, sight(161, total=200), NOON + 2 * DAY)) == ["mostly_used"]


def test_an_end_that_moves_by_minutes_is_no_renewal() -> None:
    found = look(marks(), sight(85, NOON + 20 * DAY + HOUR / 2), NOON)
    assert told(found) == ["mostly_used"]
    assert found.marks.epoch == 0


@pytest.mark.parametrize(
    ("hours", "expected"), [(24, True), (48, True), (49, False), (-1, True)], ids=["soon", "just", "later", "by now"]
)
def test_data_that_likely_runs_out_within_48_hours_is_told(hours: int, expected: bool) -> None:
    found = look(marks(), sight(60, ahead=ahead(NOON + hours * HOUR)), NOON, NOON)
    assert told(found) == (["runs_out"] if expected else [])


def test_the_middle_of_the_band_counts_and_not_its_beginning() -> None:
    early = ahead(NOON + 60 * HOUR, earliest=NOON + 20 * HOUR)
    assert told(look(marks(), sight(60, ahead=early), NOON, NOON)) == []


def test_the_forecast_is_told_once_until_a_renewal() -> None:
    first = look(marks(), sight(60, ahead=ahead(NOON + DAY)), NOON, NOON)
    again = look(first.marks, sight(61, ahead=ahead(NOON + 2 * DAY)), NOON + DAY, NOON + DAY)
    assert told(again) == []
    assert again.forecast_at is None


def test_a_muted_card_is_recorded_and_not_told() -> None:
    found = look(marks(), sight(85, is_muted=True), NOON)
    assert told(found) == []
    assert told(look(found.marks, sight(85), NOON + DAY)) == []


def test_a_topic_that_nobody_wants_is_recorded_and_not_told() -> None:
    only_time = Preferences(frozenset({Topic.TIME}), frozenset())
    found = look(marks(ends_at=NOON + 3 * DAY), sight(85, NOON + 3 * DAY, wishes=only_time), NOON)
    assert told(found) == ["ending"]
    assert found.marks.data_percent == 80
    assert told(look(marks(), sight(100, wishes=SILENT), NOON)) == []


def test_unlimited_data_has_no_steps() -> None:
    endless = replace(sight(), reading=Reading(100, 100, NOON + 20 * DAY, NOON, is_unlimited=True))
    found = look(marks(), endless, NOON)
    assert told(found) == []
    assert found.forecast_at is None


def test_the_gravest_comes_first() -> None:
    assert list(Crossing)[:2] == [Crossing.ENDED, Crossing.USED_UP]
