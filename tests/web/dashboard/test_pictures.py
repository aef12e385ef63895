"""What comes first, how soon to look again, and a name for what looks the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tmcard.domain.usage import Reading
from tmcard.store.rows import CardRow, Mark
from tmcard.web.dashboard import pictures

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
MARK = Mark(3, NOW + timedelta(days=8, minutes=30), NOW - timedelta(minutes=20), 0, None)


def test_what_needs_its_owner_comes_first() -> None:
    healthy = CardRow(1, "A", "", "89", 1, Reading(100, 0, NOW + timedelta(days=9), NOW), 30, False, None, None)
    expired = replace(healthy, ref="B", reading=Reading(100, 0, NOW, NOW))
    empty = replace(healthy, ref="C", reading=Reading(100, 100, NOW + timedelta(days=9), NOW))
    assert [card.ref for card in pictures.urgent_first([expired, healthy, empty], NOW)] == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("age", "seconds"), [(-5, 2), (0, 2), (59, 2), (60, 5), (599, 5), (600, 15), (1799, 15), (86400, 20)]
)
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
    assert pictures.tag([MARK], "en", NOW + timedelta(minutes=24)) == pictures.tag([MARK], "en", NOW)
    assert pictures.tag([MARK], "zh", NOW) != pictures.tag([MARK], "en", NOW)


@pytest.mark.parametrize("midnight", ["16:00", "17:30", "18:30"])
def test_a_day_that_begins_somewhere_is_another_name(midnight: str) -> None:
    at = datetime.fromisoformat(f"2026-11-22T{midnight}+00:00")
    assert pictures.tag([MARK], "en", at) != pictures.tag([MARK], "en", at - timedelta(seconds=1))


def test_hours_and_half_hours_are_not_mixed_up() -> None:
    names = {pictures.tag([replace(MARK, ends_at=NOW + timedelta(hours=hours))], "en", NOW) for hours in range(500)}
    assert len(names) == 500
