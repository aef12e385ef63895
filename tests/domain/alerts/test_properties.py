"""Whatever a card does, whenever it is looked at: no crossing twice, none at night, one a day, silence once renewed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.alerts import TOPICS, Crossing, Marks, Sight, look
from tmcard.domain.alerts.crossings import EMPTY
from tmcard.domain.alerts.quiet import quiet_until
from tmcard.domain.forecast import Forecast
from tmcard.domain.habits import Habits
from tmcard.domain.preferences import Preferences, Topic
from tmcard.domain.usage import Reading

BEGIN = datetime(2026, 10, 20, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
HABITS = Habits(1.0, 0.1, 7.0, 0.1, (0.0, 1.0))
SOON = BEGIN + timedelta(days=4)
RUNS_OUT = Forecast(SOON, SOON, None, BEGIN + 2 * WEEK, 0, BEGIN, HABITS)


@dataclass(frozen=True)
class Told:
    """One reminder, and what the card was like."""

    at: datetime
    crossed: tuple[Crossing, ...]
    marks: Marks


@dataclass(frozen=True)
class Step:
    """Some hours pass, some percent are used, and perhaps the card is renewed."""

    hours: int
    used: int
    renews: bool


steps = st.lists(
    st.builds(Step, st.integers(0, 40), st.integers(-5, 30), st.sampled_from([False] * 9 + [True])),
    min_size=1,
    max_size=40,
)
sights = st.builds(
    Sight,
    reading=st.builds(Reading, st.just(100), st.integers(0, 100), st.just(BEGIN + 2 * WEEK), st.just(BEGIN)),
    period_unit=st.sampled_from(["day", "month", "year", None]),
    zone=st.sampled_from(ZONES),
    wishes=st.builds(
        Preferences,
        by_email=st.frozensets(st.sampled_from(list(Topic))),
        by_sms=st.frozensets(st.sampled_from(list(Topic))),
        quiet_from=st.integers(0, 23),
        quiet_until=st.integers(0, 23),
    ),
    ahead=st.sampled_from([None, RUNS_OUT]),
)


def walk(sight: Sight, steps: list[Step]) -> list[Told]:
    """Every reminder of a card that is looked at after each step, and whenever it asked to be."""
    now, found = BEGIN, look(None, sight, BEGIN)
    told: list[Told] = []
    for step in steps:
        assert found.due_at is None or found.due_at > now
        until = now + timedelta(hours=step.hours)
        while found.due_at is not None and now < found.due_at <= until:
            now = found.due_at
            found = look(found.marks, sight, now, found.forecast_at)
            told += [Told(now, found.told, found.marks)] if found.told else []
        now, sight = until, after(sight, step, until)
        found = look(found.marks, sight, now, found.forecast_at)
        told += [Told(now, found.told, found.marks)] if found.told else []
    return told


def after(sight: Sight, step: Step, now: datetime) -> Sight:
    """The card after one step. A renewal brings as much again, and two weeks."""
    reading = sight.reading
    if step.renews:
        ends_at = max(now, reading.ends_at or now) + 2 * WEEK
        return replace(sight, reading=replace(reading, total_bytes=reading.total_bytes + 100, ends_at=ends_at))
    return replace(sight, reading=replace(reading, used_bytes=max(0, reading.used_bytes + step.used)))


@given(sights, steps)
def test_no_crossing_is_told_twice_before_a_renewal(sight: Sight, steps: list[Step]) -> None:
    names = [(told.marks.epoch, _named(each, told)) for told in walk(sight, steps) for each in told.crossed]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def _named(crossing: Crossing, told: Told) -> tuple[str, int | None]:
    return crossing, told.marks.hours_left if crossing is Crossing.ENDING else None


@given(sights, steps)
def test_nothing_is_told_in_quiet_hours_but_that_the_data_is_used_up(sight: Sight, steps: list[Step]) -> None:
    for told in walk(sight, steps):
        is_quiet = quiet_until(told.at, sight.zone, sight.wishes.quiet_from, sight.wishes.quiet_until) is not None
        assert not is_quiet or (Crossing.USED_UP in told.crossed and Topic.DATA in sight.wishes.by_email)


@given(sights, steps)
def test_at_most_one_a_day_unless_the_card_is_empty(sight: Sight, steps: list[Step]) -> None:
    found = walk(sight, steps)
    for before, each in pairwise(found):
        assert each.at - before.at >= DAY or EMPTY & set(each.crossed)


@given(sights, steps)
def test_a_renewal_is_followed_by_silence_at_once(sight: Sight, steps: list[Step]) -> None:
    renewal = Step(0, 0, renews=True)
    assert walk(sight, [*steps, renewal]) == walk(sight, steps)


@given(sights, steps)
def test_only_what_is_wanted_is_told(sight: Sight, steps: list[Step]) -> None:
    wanted = sight.wishes.by_email | sight.wishes.by_sms
    assert all(TOPICS[each] in wanted for told in walk(sight, steps) for each in told.crossed)


@given(sights, steps)
def test_a_muted_card_is_never_told_of(sight: Sight, steps: list[Step]) -> None:
    assert walk(replace(sight, is_muted=True), steps) == []


@given(sights, steps)
def test_that_half_is_used_is_never_told(sight: Sight, steps: list[Step]) -> None:
    assert all(Crossing.HALF_USED not in told.crossed for told in walk(sight, steps))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - the zone is given below
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_quiet_hours_end_outside_of_themselves_within_a_day(at: datetime, zone: str, begins: int, ends: int) -> None:
    now = at.replace(tzinfo=UTC)
    until = quiet_until(now, zone, begins, ends)
    if until is not None:
        assert now < until <= now + timedelta(hours=25)
        assert quiet_until(until, zone, begins, ends) is None


@pytest.mark.parametrize("hour", range(24))
def test_quiet_from_an_hour_until_the_same_is_never(hour: int) -> None:
    assert quiet_until(BEGIN + timedelta(hours=3), "UTC", hour, hour) is None


def test_quiet_hours_are_those_of_the_owners_own_clock() -> None:
    night_in_berlin = datetime(2026, 10, 24, 22, tzinfo=UTC)
    until = quiet_until(night_in_berlin, "Europe/Berlin", 21, 8)
    assert until == datetime(2026, 10, 25, 8, tzinfo=ZoneInfo("Europe/Berlin"))
    assert until == datetime(2026, 10, 25, 7, tzinfo=UTC)  # the clocks went back that night
