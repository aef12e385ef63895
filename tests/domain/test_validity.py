"""When periods end. The vectors are those of docs/renewal.md, "How validity is counted"."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.plans import Counting, Period, PeriodUnit
from tmcard.domain.validity import Balance, add_months, extend, period_end

JANUARY_31 = datetime(2027, 1, 31, 12, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 12, tzinfo=UTC)
MONTH = Period(PeriodUnit.MONTH, 1)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Auckland"])
PERIODS = st.builds(Period, st.sampled_from(PeriodUnit), st.integers(1, 24), st.sampled_from(Counting), ZONES)


@pytest.mark.parametrize(("months", "date"), [(1, "02-28"), (2, "03-31"), (3, "04-30"), (4, "05-31")])
def test_months_are_anchored_and_clamped_never_chained(months: int, date: str) -> None:
    assert f"{add_months(JANUARY_31, months, 'UTC'):%m-%d}" == date


def test_a_chain_keeps_its_anchor_when_it_is_told_so() -> None:
    february = add_months(JANUARY_31, 1, "UTC")
    assert f"{add_months(february, 1, 'UTC', anchor_day=31):%m-%d}" == "03-31"
    assert f"{add_months(february, 1, 'UTC'):%m-%d}" == "03-28"


@pytest.mark.parametrize(("count", "date"), [(1, "03-02"), (2, "04-01"), (3, "05-01"), (4, "05-31")])
def test_rolling_months_have_thirty_days(count: int, date: str) -> None:
    assert f"{period_end(JANUARY_31, Period(PeriodUnit.MONTH, count)):%m-%d}" == date


@pytest.mark.parametrize(("count", "date"), [(1, "2029-02-28"), (4, "2032-02-29")])
def test_years_from_a_leap_day(count: int, date: str) -> None:
    assert f"{period_end(LEAP_DAY, Period(PeriodUnit.YEAR, count, Counting.CALENDAR)):%Y-%m-%d}" == date


def test_a_rolling_year_has_365_days() -> None:
    assert period_end(LEAP_DAY, Period(PeriodUnit.YEAR, 1)) == LEAP_DAY + timedelta(days=365)


def test_a_calendar_month_keeps_its_hour_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2027, 3, 15, 9, tzinfo=berlin).astimezone(UTC)
    end = period_end(start, Period(PeriodUnit.MONTH, 1, Counting.CALENDAR, "Europe/Berlin"))
    assert end.astimezone(berlin).hour == 9
    assert end - start == timedelta(days=31) - timedelta(hours=1)


def test_a_calendar_day_keeps_its_hour_and_a_rolling_one_its_length() -> None:
    eve = datetime(2027, 3, 27, 11, tzinfo=UTC)
    calendar = period_end(eve, Period(PeriodUnit.DAY, 1, Counting.CALENDAR, "Europe/Berlin"))
    assert calendar - eve == timedelta(hours=23)
    assert period_end(eve, Period(PeriodUnit.DAY, 1)) - eve == timedelta(hours=24)


def test_months_are_counted_where_the_plan_is_sold() -> None:
    start = datetime(2027, 1, 30, 17, tzinfo=UTC)  # already the 31st in Beijing
    end = period_end(start, Period(PeriodUnit.MONTH, 1, Counting.CALENDAR, "Asia/Shanghai"))
    assert end == datetime(2027, 2, 27, 17, tzinfo=UTC)


@given(INSTANTS, PERIODS)
def test_every_period_ends_after_it_begins(start: datetime, period: Period) -> None:
    assert period_end(start, period) > start


@given(INSTANTS, st.integers(1, 60), ZONES)
def test_months_land_in_the_month_they_count_to(start: datetime, months: int, zone: str) -> None:
    before, after = (t.astimezone(ZoneInfo(zone)) for t in (start, add_months(start, months, zone)))
    assert (after.year - before.year) * 12 + after.month - before.month == months
    assert after.day <= before.day


@given(INSTANTS, INSTANTS, PERIODS, st.integers(0, 2**40), st.integers(0, 2**40))
def test_buying_never_takes_anything_away(now: datetime, end: datetime, period: Period, left: int, bought: int) -> None:
    effect = extend(Balance(left, end, 30), period, bought, now)
    assert effect.after.remaining_bytes == left + bought
    assert effect.after.ends_at is not None
    assert effect.after.ends_at > max(now, end)


def test_a_running_card_is_extended_from_its_end() -> None:
    end = JANUARY_31 + timedelta(days=8)
    assert extend(Balance(1, end), MONTH, 2, JANUARY_31).after.ends_at == end + timedelta(days=30)


def test_a_card_that_has_not_begun_adds_up_its_days() -> None:
    after = extend(Balance(5, None, 30), MONTH, 5, JANUARY_31).after
    assert after == Balance(10, None, 60)
