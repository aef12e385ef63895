"""What a card holds by what was loaded on it, where its carrier states one sum and one end."""

from datetime import UTC, datetime, timedelta

import pytest

from tmcard.domain.histories import Load, held
from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.plans import BYTES_PER_GB, Counting, Period, PeriodUnit, Stacking
from tmcard.domain.stacking import Purchase
from tmcard.domain.validity import Balance

GB, DAY = BYTES_PER_GB, timedelta(days=1)
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
MONTH = Period(PeriodUnit.MONTH, 1)
FIRST = Load(5 * GB, NOW - 20 * DAY, NOW + 10 * DAY)


def bought(rule: Stacking, days_ago: int = 5, data_gb: int = 5, period: Period = MONTH) -> Load:
    """A purchase some days ago."""
    return Load(data_gb * GB, NOW - days_ago * DAY, None, Purchase(period, data_gb * GB, rule))


@pytest.mark.parametrize("loads", [[], [FIRST], [FIRST, bought(Stacking.EXTEND)], [FIRST, bought(Stacking.RESET)]])
def test_one_end_is_one_bucket_as_the_carrier_states_it(loads: list[Load]) -> None:
    stated = Balance(3 * GB, NOW + 8 * DAY, 30)
    assert held(loads, stated, NOW) == Holding((Bucket(3 * GB, NOW + 8 * DAY, 30),))


def test_ends_that_run_apart_are_told_from_history_and_the_last_is_the_stated_one() -> None:
    holding = held([FIRST, bought(Stacking.SEPARATE)], Balance(6 * GB, NOW + 25 * DAY, 60), NOW)
    assert holding.buckets == (Bucket(GB, NOW + 10 * DAY), Bucket(5 * GB, NOW + 25 * DAY, 30))


def test_the_oldest_is_used_first_and_an_ended_one_is_gone() -> None:
    ended = Load(5 * GB, NOW - 40 * DAY, NOW - 10 * DAY)
    holding = held([ended, bought(Stacking.FIFO)], Balance(2 * GB, NOW + 25 * DAY, 60), NOW)
    assert holding.buckets == (Bucket(2 * GB, NOW + 25 * DAY, 60),)


def test_what_ends_first_is_used_first_where_that_is_the_rule() -> None:
    day = bought(Stacking.EARLIEST_FIRST, days_ago=1, data_gb=1, period=Period(PeriodUnit.DAY, 3))
    holding = held([FIRST, day], Balance(4 * GB + 1, NOW + 10 * DAY, 33), NOW)
    assert holding.buckets == (Bucket(4 * GB + 1, NOW + 10 * DAY),)  # the day's gigabyte is used up
    assert len(held([FIRST, day], Balance(6 * GB, NOW + 10 * DAY, 33), NOW).buckets) == 2


@pytest.mark.parametrize(("days_ago", "waits"), [(5, True), (12, True)])
def test_what_waits_in_line_waits_until_its_turn_comes(days_ago: int, waits: bool) -> None:
    holding = held([FIRST, bought(Stacking.QUEUE, days_ago)], Balance(6 * GB, NOW + 40 * DAY, 60), NOW)
    assert [bucket.waits for bucket in holding.buckets] == [False, waits]
    later = held([FIRST, bought(Stacking.QUEUE, days_ago)], Balance(6 * GB, NOW + 40 * DAY, 60), NOW + 11 * DAY)
    assert [bucket.waits for bucket in later.buckets] == [False]


def test_the_newest_load_says_what_months_are_counted_by() -> None:
    month = Period(PeriodUnit.MONTH, 1, Counting.CALENDAR)
    anchored = Load(GB, NOW, NOW + DAY, Purchase(month, GB), anchor_day=31)
    assert held([FIRST, anchored], Balance(GB, NOW + DAY, 30), NOW).anchor_day == 31
    assert held([anchored, bought(Stacking.EXTEND)], Balance(GB, NOW + DAY, 30), NOW).anchor_day is None
