"""What differs between two quotes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.rows import NOW
from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.quotes import Changes, Policy, Promise

POLICY = Policy(Period(PeriodUnit.MONTH, 1), Stacking.EXTEND, "2026-11", timedelta(minutes=30))
WAS = Promise(Money(900, "USD"), ("Asia", "亚洲"), 5, NOW, 60, POLICY)
KINDS = ("of_price", "of_name", "of_data", "of_period", "of_end", "of_terms")


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
