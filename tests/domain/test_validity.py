"""When periods end. The vectors are those of docs/stacking.md, "How validity is counted"."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.plans import Counting, Period, PeriodUnit
from tmcard.domain.validity import add_months, anchor_of, period_end

JANUARY_31 = datetime(2027, 1, 31, 12, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 12, tzinfo=UTC)
MONTH = Period(PeriodUnit.MONTH, 1)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Auckland"])
PERIODS = st.builds(Period, st.sampled_from(PeriodUnit), st.integers(1, 24), st.sampled_from(Counting), ZONES)


def hong_kong_days(count: int) -> Period:
    """Days as they are counted in Hong Kong."""
    return Period(PeriodUnit.DAY, count, Counting.CALENDAR, "Asia/Hong_Kong")


@pytest.mark.parametrize(("months", "date"), [(1, "02-28"), (2, "03-31"), (3, "04-30"), (4, "05-31")])
def test_months_are_anchored_and_clamped_never_chained(months: int, date: str) -> None:
    assert f"{add_months(JANUARY_31, months, 'UTC'):%m-%d}" == date


def test_a_chain_keeps_its_anchor_when_it_is_told_so() -> None:
    february = add_months(JANUARY_31, 1, "UTC")
    assert f"{add_months(february, 1, 'UTC', anchor_day=31):%m-%d}" == "03-31"
    assert f"{add_months(february, 1, 'UTC'):%m-%d}" == "03-28"


@pytest.mark.parametrize(("months", "date"), [(1, "02-28"), (2, "03-28"), (3, "04-28")])
def test_what_chaining_would_do(months: int, date: str) -> None:
    end = JANUARY_31
    for _ in range(months):
        end = add_months(end, 1, "UTC")
    assert f"{end:%m-%d}" == date


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


#: Days by the calendar: where they are counted, when they begin there, how many, when they end there.
CALENDAR_DAYS = [
    ("Asia/Hong_Kong", "2026-09-01 10:00", 3, "2026-09-04 00:00"),  # the 3rd at 23:59 is the last minute
    ("Asia/Hong_Kong", "2026-09-01 00:00", 1, "2026-09-02 00:00"),
    ("Asia/Hong_Kong", "2026-09-01 23:59", 1, "2026-09-02 00:00"),
    ("Europe/Berlin", "2027-03-28 01:00", 1, "2027-03-29 00:00"),  # a day of 23 hours
    ("Europe/Berlin", "2026-10-25 01:00", 1, "2026-10-26 00:00"),  # a day of 25 hours
]


def at(text: str, zone: str) -> datetime:
    """The instant at which clocks in `zone` show this."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(("zone", "start", "days", "end"), CALENDAR_DAYS)
def test_calendar_days_are_dates_in_the_plans_zone(zone: str, start: str, days: int, end: str) -> None:
    period = Period(PeriodUnit.DAY, days, Counting.CALENDAR, zone)
    assert period_end(at(start, zone), period) == at(end, zone)


def test_a_day_in_hong_kong_ends_while_it_is_still_afternoon_in_london() -> None:
    end = period_end(at("2026-11-22 10:00", "Asia/Hong_Kong"), hong_kong_days(1))
    assert end.astimezone(ZoneInfo("Europe/London")).isoformat() == "2026-11-22T16:00:00+00:00"


def test_calendar_days_that_follow_on_each_other_lose_none() -> None:
    first = period_end(at("2026-09-01 10:00", "Asia/Hong_Kong"), hong_kong_days(1))
    assert period_end(first, hong_kong_days(2)) == at("2026-09-04 00:00", "Asia/Hong_Kong")


def test_a_rolling_day_keeps_its_length_when_clocks_change() -> None:
    eve = datetime(2027, 3, 27, 11, tzinfo=UTC)
    assert period_end(eve, Period(PeriodUnit.DAY, 1, zone="Europe/Berlin")) - eve == timedelta(hours=24)


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


@given(INSTANTS, st.integers(1, 40), st.integers(1, 40), st.integers(1, 31), ZONES)
def test_anchored_months_add_up_however_they_are_parted(
    start: datetime, first: int, second: int, anchor: int, zone: str
) -> None:
    parted = add_months(add_months(start, first, zone, anchor), second, zone, anchor)
    whole = add_months(start, first + second, zone, anchor)
    assert abs(parted - whole) <= timedelta(hours=1)  # no more than the hour that a clock change may swallow


@given(INSTANTS, PERIODS, st.integers(1, 31))
def test_a_longer_period_never_ends_sooner(start: datetime, period: Period, anchor: int) -> None:
    longer = replace(period, count=period.count + 1)
    assert period_end(start, longer, anchor) > period_end(start, period, anchor)


@given(INSTANTS, PERIODS)
def test_only_months_and_years_by_the_calendar_have_an_anchor(start: datetime, period: Period) -> None:
    goes_by_months = period.counting is Counting.CALENDAR and period.unit is not PeriodUnit.DAY
    assert (anchor_of(period, start) is not None) == goes_by_months
    assert anchor_of(period, start, 31) == (31 if goes_by_months else None)
