"""Counters only say how much in all: what was used between them, and by when."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.walks import Report
from tmcard.domain.counters import growth, used_until

BEGIN = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _reports(*used: int, every: int = 1) -> list[Report]:
    return [Report(each, BEGIN + index * every * HOUR) for index, each in enumerate(used)]


@pytest.mark.parametrize(
    ("used", "between"),
    [
        ((), []),
        ((7,), []),
        ((100, 110, 150), [10, 40]),
        ((100, 100, 130), [0, 30]),
        ((100, 150, 140, 160), [40, 0, 20]),
        ((100, 180, 150, 120, 121), [20, 0, 0, 1]),
        ((900, 100, 150), [0, 50]),
        ((900, 0, 0, 5), [0, 0, 5]),
    ],
    ids=["none", "one", "grows", "rests", "corrected", "corrected twice", "begun anew", "reset"],
)
def test_what_was_used_between_two_reports(used: tuple[int, ...], between: list[int]) -> None:
    assert growth(_reports(*used)) == between


def test_between_reports_use_grows_evenly() -> None:
    instants = [BEGIN + hours * HOUR for hours in (-5, 0, 1, 2, 3, 4, 9)]
    assert used_until(_reports(100, 120, 160, every=2), instants) == [0, 0, 10, 20, 40, 60, 60]


def test_use_over_several_days_is_told_day_by_day() -> None:
    days = [BEGIN + day * timedelta(days=1) for day in range(4)]
    assert used_until([Report(0, BEGIN), Report(300, days[3])], days) == [0, 100, 200, 300]


@pytest.mark.parametrize("used", [(), (5,)])
def test_one_report_alone_says_nothing(used: tuple[int, ...]) -> None:
    assert used_until(_reports(*used), [BEGIN, BEGIN + HOUR]) == [0, 0]
