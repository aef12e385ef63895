"""The forecast against what happened, in series that were generated and one that was recorded. See docs/forecast.md."""

import csv
from datetime import datetime
from pathlib import Path
from statistics import mean, median

import pytest

from tests.domain.backtest import DAY, Case, Score, score, scores, within
from tests.domain.walks import MB, UNFORESEEABLE, Report

#: As measured, with a margin.
COVERED, COVERED_AT_LEAST, COVERED_UNFORESEEABLE = 0.75, 0.65, 0.5
RECORDED = Path(__file__).parent / "series" / "standin.csv"


@pytest.fixture(scope="module")
def found() -> dict[str, Score]:
    """How well the forecast did with each kind of walk."""
    return {each.kind: each for each in scores()}


def test_four_of_five_forecasts_hold_the_truth(found: dict[str, Score]) -> None:
    assert mean(each.covered for each in found.values()) >= COVERED
    assert {kind: each.covered for kind, each in found.items() if each.covered < _bar(kind)} == {}


def test_nobody_is_served_by_a_band_that_holds_everything(found: dict[str, Score]) -> None:
    assert {kind: each.band_days for kind, each in found.items() if each.band_days > 10} == {}


def test_where_habits_change_it_is_nearer_than_a_plain_average(found: dict[str, Score]) -> None:
    changing = [found[kind] for kind in ("weekend", "decaying", "hotspot", "trip", "stops")]
    assert mean(each.hours_off for each in changing) < 0.9 * mean(each.naive_hours_off for each in changing)


def test_all_in_all_it_is_no_further_off_than_a_plain_average(found: dict[str, Score]) -> None:
    assert mean(each.hours_off for each in found.values()) <= mean(each.naive_hours_off for each in found.values())


def test_weeks_are_seldom_beyond_the_pace() -> None:
    below, above = within()
    assert below >= 0.82
    assert above >= 0.82


def test_what_the_stand_in_carrier_reported_runs_out_inside_the_band() -> None:
    told = score("recorded", _recorded())
    assert (told.cases, told.covered >= 0.9) == (60, True)
    assert median(case.hours_off(case.ahead.likely) for case in _recorded() if case.ahead) <= 24


def _bar(kind: str) -> float:
    return COVERED_UNFORESEEABLE if kind in UNFORESEEABLE else COVERED_AT_LEAST


def _recorded() -> list[Case]:
    with RECORDED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reports = [Report(int(row["used_bytes"]), datetime.fromisoformat(row["reported_at"])) for row in rows]
    return [_cut(reports, day, left) for day in range(2, 32, 2) for left in (200 * MB, 700 * MB, 1600 * MB, 2800 * MB)]


def _cut(reports: list[Report], day: int, left: int) -> Case:
    seen = [each for each in reports if each.reported_at <= reports[0].reported_at + day * DAY]
    ran_out_at = next(each.reported_at for each in reports if each.used_bytes >= seen[-1].used_bytes + left)
    return Case(seen, left, seen[-1].reported_at + 60 * DAY, ran_out_at)
