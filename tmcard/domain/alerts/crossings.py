"""What there is to tell about a card now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tmcard.domain.alerts.marks import ALL_USED, HOUR_STEPS, QUIET_STEP, USUAL_HOURS, Marks, ends_step, used_step
from tmcard.domain.forecast import Forecast
from tmcard.domain.preferences import Preferences, Topic
from tmcard.domain.usage import Reading

#: The forecast is worth a word when the data is likely to be used up within this time.
RUNS_OUT_WITHIN = timedelta(hours=48)
#: What would be told within this time is told along.
MERGED_WITHIN = timedelta(hours=6)


class Crossing(StrEnum):
    """What was crossed, the gravest first."""

    ENDED = "ended"
    USED_UP = "used_up"
    ENDING = "ending"
    NEARLY_USED = "nearly_used"
    RUNS_OUT = "runs_out"
    MOSTLY_USED = "mostly_used"
    HALF_USED = "half_used"


TOPICS: Mapping[Crossing, Topic] = {
    Crossing.ENDED: Topic.TIME,
    Crossing.USED_UP: Topic.DATA,
    Crossing.ENDING: Topic.TIME,
    Crossing.NEARLY_USED: Topic.DATA,
    Crossing.RUNS_OUT: Topic.FORECAST,
    Crossing.MOSTLY_USED: Topic.DATA,
    Crossing.HALF_USED: Topic.DATA,
}
_BY_PERCENT = {
    QUIET_STEP: Crossing.HALF_USED,
    80: Crossing.MOSTLY_USED,
    90: Crossing.NEARLY_USED,
    ALL_USED: Crossing.USED_UP,
}
#: The card is empty: it gives nothing any more.
EMPTY = frozenset({Crossing.ENDED, Crossing.USED_UP})


@dataclass(frozen=True, slots=True)
class Sight:
    """A card as it is looked at. `period_unit` is how its plan is sold; `ahead` is there when it was asked for.

    `is_awaited`: a renewal of it is paid and not delivered yet, so that nobody need do anything.
    """

    reading: Reading
    period_unit: str | None
    zone: str
    wishes: Preferences
    ahead: Forecast | None = None
    is_muted: bool = False
    is_awaited: bool = False

    @property
    def hour_steps(self) -> tuple[int, ...]:
        """The hours before the end that count for this card."""
        return HOUR_STEPS.get(self.period_unit or "", USUAL_HOURS)


def crossings(marks: Marks, sight: Sight, now: datetime) -> list[Crossing]:
    """What was crossed since the marks were set, the gravest first. Of several steps of one kind only the last."""
    reading, found = sight.reading, set()
    hours = ends_step(reading, sight.hour_steps, now)
    if hours is not None and (marks.hours_left is None or hours < marks.hours_left):
        found.add(Crossing.ENDING if hours else Crossing.ENDED)
    if hours == 0:
        return [each for each in Crossing if each in found]  # what has ended can only be told to have ended
    percent = used_step(reading)
    if percent > marks.data_percent:
        found.add(_BY_PERCENT[percent])
    if not marks.has_forecast and percent < ALL_USED and runs_out_soon(sight.ahead, now):
        found.add(Crossing.RUNS_OUT)
    return [each for each in Crossing if each in found]


def runs_out_soon(ahead: Forecast | None, now: datetime) -> bool:
    """Whether the data is likely to be used up soon, and before the card ends.

    By the middle of the band: half of the cards that use as much are out of data by then. By its beginning nine of
    ten would be told too early, by its end too late.
    """
    return ahead is not None and ahead.likely is not None and ahead.likely - now <= RUNS_OUT_WITHIN


def along(marks: Marks, sight: Sight, now: datetime) -> list[Crossing]:
    """`crossings`, with the steps before the end that come so soon that one message does for both.

    An end that has not come is not told to have come.
    """
    found, soon = crossings(marks, sight, now), ends_step(sight.reading, sight.hour_steps, now + MERGED_WITHIN)
    is_ending = bool(soon) and (marks.hours_left is None or (soon or 0) < marks.hours_left)
    return [each for each in Crossing if each in found or (each is Crossing.ENDING and is_ending and found)]


def recorded(marks: Marks, sight: Sight, now: datetime, *, told: Iterable[Crossing] = ()) -> Marks:
    """The marks after everything that was crossed by now; with what was told at the same time."""
    hours = ends_step(sight.reading, sight.hour_steps, now)
    if Crossing.ENDING in told:
        soon = ends_step(sight.reading, sight.hour_steps, now + MERGED_WITHIN)
        hours = min((each for each in (hours, soon) if each), default=hours)
    lowest = min((each for each in (marks.hours_left, hours) if each is not None), default=None)
    has_forecast = marks.has_forecast or runs_out_soon(sight.ahead, now)
    percent = max(marks.data_percent, used_step(sight.reading))
    return replace(marks, data_percent=percent, hours_left=lowest, has_forecast=has_forecast)


def lead(crossed: Iterable[str]) -> Crossing:
    """The gravest: what a subject speaks of."""
    return in_words_of(crossed)[0]


def in_words_of(crossed: Iterable[str]) -> list[Crossing]:
    """What was crossed, the gravest first, from how it was written down."""
    names = set(crossed)
    return [each for each in Crossing if each in names]
