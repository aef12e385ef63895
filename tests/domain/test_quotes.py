"""What differs between two quotes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.rows import NOW
from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.quotes import Changes, Policy, Promise, Start, end_moved_by

POLICY = Policy(Period(PeriodUnit.MONTH, 1), Stacking.EXTEND, "2026-11", timedelta(minutes=30))
WAS = Promise(Money(900, "USD"), ("Asia", "亚洲"), 5, NOW, 60, POLICY)
KINDS = ("of_price", "of_name", "of_data", "of_period", "of_end", "of_start", "of_loss", "of_terms")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"price": Money(901, "USD")}, "of_price"),
        ({"price": Money(900, "CNY")}, "of_price"),
        ({"names": ("Asia", "亚洲 5 GB")}, "of_name"),
        ({"data_bytes": 6}, "of_data"),
        ({"ends_at": NOW + timedelta(days=1)}, "of_end"),
        ({"ends_at": None}, "of_end"),
        ({"policy": replace(POLICY, period=Period(PeriodUnit.MONTH, 2))}, "of_period"),
        ({"policy": replace(POLICY, period=Period(PeriodUnit.MONTH, 1, Counting.CALENDAR))}, "of_period"),
        ({"starts": Start.QUEUED}, "of_start"),
        ({"lost": timedelta(days=1)}, "of_loss"),
        ({"lost_bytes": 1}, "of_loss"),
        ({"policy": replace(POLICY, terms_version="2027-01")}, "of_terms"),
        ({"policy": replace(POLICY, deliver_within=timedelta(hours=1))}, "of_terms"),
    ],
)
def test_each_change_is_told_as_what_it_is(change: dict[str, Any], kind: str) -> None:
    changes = Changes(WAS, replace(WAS, **change))
    assert [name for name in KINDS if getattr(changes, name)] == [kind]
    assert not changes.is_empty


def test_the_same_again_is_no_change() -> None:
    assert Changes(WAS, replace(WAS)).is_empty


def test_days_matter_only_while_there_is_no_end() -> None:
    fresh = replace(WAS, ends_at=None)
    assert Changes(fresh, replace(fresh, days=90)).of_end
    assert Changes(WAS, replace(WAS, days=90)).is_empty


def test_less_to_lose_is_no_news() -> None:
    losing = replace(WAS, lost=timedelta(days=2), lost_bytes=5)
    assert Changes(losing, replace(losing, lost=timedelta(days=1), lost_bytes=4)).is_empty


@pytest.mark.parametrize(
    ("moved", "starts", "told"),
    [
        (timedelta(seconds=59), Start.NOW, None),
        (timedelta(minutes=1), Start.NOW, timedelta(minutes=1)),
        (-timedelta(hours=2), Start.NOW, -timedelta(hours=2)),
        (-timedelta(hours=2), Start.QUEUED, None),
        (timedelta(hours=2), Start.QUEUED, timedelta(hours=2)),
    ],
)
def test_another_end_is_told_by_the_minute(moved: timedelta, starts: Start, told: timedelta | None) -> None:
    assert end_moved_by(NOW, NOW + moved, starts) == told
    assert end_moved_by(None, NOW, starts) is None
