"""One look at a card: what its owner is told now, what has to wait until when, and when to look again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tmcard.domain.alerts.crossings import (
    EMPTY,
    MERGED_WITHIN,
    RUNS_OUT_WITHIN,
    TOPICS,
    Crossing,
    Sight,
    along,
    crossings,
    recorded,
)
from tmcard.domain.alerts.marks import ALL_USED, HOUR, Marks, marks_of, settled
from tmcard.domain.alerts.quiet import quiet_until
from tmcard.domain.preferences import Topic
from tmcard.domain.usage import Reading

#: At most one reminder of a card in this time, unless it is empty.
ONE_A = timedelta(hours=24)
#: A forecast is asked for again after half the time until it could matter, within these bounds; the lower one is how
#: often most carriers report.
FORECASTS = (timedelta(hours=3), timedelta(days=7))
#: Where it said nothing yet, and after a renewal.
FORECAST_LATER = timedelta(hours=24)
#: While a renewal is on its way nobody need do anything. Should it fail, the owner hears of the card by then.
AWAIT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a card came to.

    `told` is empty where nothing is told now. `due_at`: when to look again (None: not before something changes),
    `forecast_at`: from when on with a forecast. SMS wait until `sms_at`; mails go at once.
    """

    marks: Marks
    due_at: datetime | None
    forecast_at: datetime | None = None
    told: tuple[Crossing, ...] = ()
    sms_at: datetime | None = None


def look(marks: Marks | None, sight: Sight, now: datetime, forecast_at: datetime | None = None) -> Look:
    """Decide about one card. `marks` are those of the last look, None at the first: then nothing is told."""
    if marks is None:
        return _silent(marks_of(sight.reading, sight.hour_steps, now), sight, now, now + FORECASTS[0])
    fresh = settled(marks, sight.reading, sight.hour_steps, now)
    if fresh.epoch != marks.epoch:
        return _silent(fresh, sight, now, now + FORECAST_LATER)
    asked_at = _forecast_at(fresh, sight, now, forecast_at)
    if sight.is_awaited:
        return Look(fresh, now + AWAIT, asked_at)
    worth = _worth(crossings(fresh, sight, now), fresh, sight, now)
    if not worth:
        return _silent(recorded(fresh, sight, now), sight, now, asked_at)
    at = _tellable_at(worth, fresh, sight, now)
    if at > now:
        return Look(fresh, min(at, _next_step(fresh, sight, now) or at), asked_at)
    return _telling(fresh, sight, now, asked_at)


def needs_forecast(marks: Marks | None, reading: Reading, forecast_at: datetime | None, now: datetime) -> bool:
    """Whether this look needs a forecast: one is due, and there is something to run out before an end."""
    is_due = forecast_at is not None and forecast_at <= now
    return marks is not None and is_due and not marks.has_forecast and _can_run_out(reading, now)


def _telling(fresh: Marks, sight: Sight, now: datetime, asked_at: datetime | None) -> Look:
    told = tuple(_worth(along(fresh, sight, now), fresh, sight, now))
    after = _silent(recorded(fresh, sight, now, told=told), sight, now, asked_at)
    marks = replace(after.marks, told_at=now)
    wishes = sight.wishes
    sms_at = quiet_until(now, sight.zone, wishes.quiet_from, wishes.quiet_until) or now
    return Look(marks, after.due_at, after.forecast_at, told, sms_at)


def _silent(marks: Marks, sight: Sight, now: datetime, asked_at: datetime | None) -> Look:
    forecast_at = asked_at if _can_run_out(sight.reading, now) and not marks.has_forecast else None
    times = [at for at in (_next_step(marks, sight, now), forecast_at) if at is not None]
    return Look(marks, min(times, default=None), forecast_at)


def _worth(crossed: list[Crossing], marks: Marks, sight: Sight, now: datetime) -> list[Crossing]:
    """What of it somebody wants to be told. That half is used, nobody is; nor twice in a few hours that it is empty."""
    if sight.is_muted or (crossed == [Crossing.ENDED] and _knows_it_is_empty(marks, now)):
        return []
    wanted = sight.wishes.by_email | sight.wishes.by_sms
    return [each for each in crossed if each is not Crossing.HALF_USED and TOPICS[each] in wanted]


def _knows_it_is_empty(marks: Marks, now: datetime) -> bool:
    return marks.data_percent == ALL_USED and marks.told_at is not None and now - marks.told_at <= MERGED_WITHIN


def _tellable_at(crossed: list[Crossing], marks: Marks, sight: Sight, now: datetime) -> datetime:
    """When it may be told. Whoever has run out of data is mailed at once: they may be up and wonder why."""
    at, wishes = now, sight.wishes
    if not EMPTY & set(crossed) and marks.told_at is not None:
        at = max(now, marks.told_at + ONE_A)
    if Crossing.USED_UP in crossed and Topic.DATA in wishes.by_email:
        return at
    return quiet_until(at, sight.zone, wishes.quiet_from, wishes.quiet_until) or at


def _next_step(marks: Marks, sight: Sight, now: datetime) -> datetime | None:
    """When the next of the hours before the end comes."""
    ends_at = sight.reading.ends_at
    if ends_at is None:
        return None
    open_steps = (step for step in sight.hour_steps if marks.hours_left is None or step < marks.hours_left)
    return min((at for step in open_steps if (at := ends_at - step * HOUR) > now), default=None)


def _forecast_at(marks: Marks, sight: Sight, now: datetime, forecast_at: datetime | None) -> datetime | None:
    """When to ask for a forecast again."""
    if not needs_forecast(marks, sight.reading, forecast_at, now):
        return forecast_at or now + FORECASTS[0]
    if sight.ahead is None:
        return now + FORECAST_LATER
    could_matter = (sight.ahead.earliest or sight.ahead.ends_at) - RUNS_OUT_WITHIN
    least, most = FORECASTS
    return now + min(most, max(least, (could_matter - now) / 2))


def _can_run_out(reading: Reading, now: datetime) -> bool:
    has_limit = reading.total_bytes > 0 and not reading.is_unlimited
    return has_limit and reading.remaining_bytes > 0 and reading.ends_at is not None and reading.ends_at > now
