"""How soon a card's usage is asked for again: often where somebody looks, seldom where nobody does.

Carriers allow so many calls a second and have news every few hours, so the calls go where they are worth most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tmcard.domain.usage import Condition, Reading


class Attention(StrEnum):
    """How much it matters that a card's figures are new."""

    WATCHED = "watched"
    PRESSING = "pressing"
    RESTING = "resting"


#: A page that was asked for within this time counts as open. An open one asks every minute.
WATCHED_FOR = timedelta(minutes=10)
#: That a card is looked at is written down this often: fewer writes, and well within WATCHED_FOR.
NOTED_EVERY = timedelta(minutes=5)
#: While news is overdue, a card that somebody looks at is asked for again after this.
WATCHED_EVERY = timedelta(minutes=5)
#: A card that is nearly empty or nearly over, which its owner would want to hear of.
PRESSING_EVERY = timedelta(minutes=15)
#: A card at rest is asked for after a part of the time for which nobody has looked at it, within these bounds.
REST_SHARE = 4
RESTS = (timedelta(hours=1), timedelta(hours=6))
#: A card that has ended, as long as its carrier may still keep it (many recycle after 90 days); then never.
OVER_EVERY = timedelta(hours=24)
OVER_FOR = timedelta(days=120)
#: After a load, the figures that follow from it are looked up this soon; carriers lag by less.
AFTER_LOAD = timedelta(minutes=45)
#: Who is asked for first, call after call. Each kind is sure of its share, whatever the others want; what it does not
#: need goes to the next in order of importance.
TURNS = (Attention.WATCHED, Attention.PRESSING, Attention.WATCHED, Attention.RESTING)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card is asked for at the latest (None: not any more), and when there can be news at the earliest."""

    attention: Attention
    due_at: datetime | None
    news_at: datetime | None


def schedule(reading: Reading, looked_at: datetime | None, news_after: timedelta, now: datetime) -> Schedule:
    """What follows for a card that its carrier was just asked for. `news_after` is how old a figure is when the
    next can come, at the soonest.
    """
    news_at = now + WATCHED_EVERY
    if reading.reported_at is not None:
        news_at = max(news_at, reading.reported_at + news_after)
    if reading.condition(now) is Condition.EXPIRED:
        return Schedule(Attention.RESTING, _after_end(reading, now), max(news_at, now + RESTS[0]))
    attention = attention_for(reading, now)
    wait = PRESSING_EVERY if attention is Attention.PRESSING else rest(looked_at, now)
    return Schedule(attention, max(now + wait, min(news_at, now + RESTS[1])), news_at)


def attention_for(reading: Reading, now: datetime) -> Attention:
    """What a card deserves that nobody looks at. One that is used up cannot lose any more."""
    is_pressing = reading.condition(now) in (Condition.LOW, Condition.ENDING)
    return Attention.PRESSING if is_pressing else Attention.RESTING


def rest(looked_at: datetime | None, now: datetime) -> timedelta:
    """How long a card may rest that was last looked at then."""
    least, most = RESTS
    return most if looked_at is None else min(most, max(least, (now - looked_at) / REST_SHARE))


def order_of(turn: int) -> Sequence[Attention]:
    """Whom the call number `turn` is for, in that order."""
    first = TURNS[turn % len(TURNS)]
    return [first, *(kind for kind in Attention if kind is not first)]


def is_noted(looked_at: datetime | None, now: datetime) -> bool:
    """Whether it is written down already that the card is looked at."""
    return looked_at is not None and now - looked_at < NOTED_EVERY


def _after_end(reading: Reading, now: datetime) -> datetime | None:
    is_forgotten = reading.ends_at is not None and now - reading.ends_at > OVER_FOR
    return None if is_forgotten else now + OVER_EVERY
