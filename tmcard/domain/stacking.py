"""What loading a plan does to what a card still holds, under each of the eight rules of the trade: pure arithmetic.

Who goes by which rule, and what it costs an owner: docs/stacking.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tmcard.domain.holdings import NOTHING, Bucket, Effect, Holding
from tmcard.domain.plans import BYTES_PER_MB, Period, Stacking
from tmcard.domain.validity import Balance, anchor_of, period_end

#: A gated plan that names no threshold is loaded below this.
USUAL_GATE_BYTES = 500 * BYTES_PER_MB
#: Each purchase keeps an end of its own.
OWN_ENDS = frozenset({Stacking.SEPARATE, Stacking.FIFO, Stacking.EARLIEST_FIRST})
#: What is bought begins after what runs.
IN_LINE = frozenset({Stacking.QUEUE, Stacking.QUEUE_EXPIRY})
#: Loading may take away what the card holds.
STARTS_OVER = frozenset({Stacking.RESET, Stacking.GATED})
_LAST = datetime.max.replace(tzinfo=UTC)


class Gated(Exception):
    """The carrier takes no renewal while more than `gate_bytes` is left."""

    def __init__(self, gate_bytes: int) -> None:
        super().__init__(gate_bytes)
        self.gate_bytes = gate_bytes


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is bought, and the rule by which it is loaded."""

    period: Period
    data_bytes: int
    rule: Stacking = Stacking.EXTEND
    gate_bytes: int | None = None


def load(holding: Holding, purchase: Purchase, now: datetime) -> Effect:
    """What the card holds once `purchase` is loaded on it at `now`. Raises Gated.

    What has ended is gone, and keeps nothing from beginning at once.
    """
    return _told(holding, _loaded(holding, purchase, now), now)


def load_later(holding: Holding, purchase: Purchase, now: datetime, starts_at: datetime) -> Effect:
    """What is bought at `now` and held back does when it is loaded at `starts_at`. Raises Gated.

    Nobody knows how much data will be used until then: what is left now is the most that can be left.
    """
    later = _told(holding, _loaded(holding, purchase, starts_at), now)
    return replace(later, begins_at=later.begins_at or starts_at)


def unchanged(holding: Holding, now: datetime) -> Effect:
    """What a refused plan does to the card."""
    running = holding.running(now)
    balance = Balance(running.remaining_bytes, holding.ends_at, holding.days)
    return Effect(balance, balance, running.buckets)


def rule_for(own: Stacking, forced: Stacking | None, *, is_alike: bool, like_for_like: bool) -> Stacking:
    """The rule that counts: the carrier's where it forces one, else the plan's.

    Where only like extends like, a day plan on a month plan (or the other way round) is a bucket of its own.
    """
    rule = forced or own
    return Stacking.SEPARATE if rule is Stacking.EXTEND and like_for_like and not is_alike else rule


def days_to_begin(rule: Stacking, held: int, bought: int) -> int:
    """Days that run from the first connection of a card that had `held`."""
    if rule in OWN_ENDS:
        return max(held, bought)
    return bought if rule in STARTS_OVER else held + bought


@dataclass(frozen=True, slots=True)
class _Loaded:
    buckets: tuple[Bucket, ...]
    anchor_day: int | None = None
    lost_bytes: int = 0
    lost: timedelta = NOTHING
    begins_at: datetime | None = None


def _loaded(holding: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    running = holding.running(now)
    rule = _RULES[purchase.rule] if running.buckets else _begin
    return rule(running, purchase, now)


def _told(holding: Holding, loaded: _Loaded, now: datetime) -> Effect:
    then = Holding(loaded.buckets)
    return Effect(
        before=Balance(holding.running(now).remaining_bytes, holding.ends_at, holding.days),
        after=Balance(then.remaining_bytes, then.ends_at, then.days),
        buckets=loaded.buckets,
        begins_at=loaded.begins_at,
        lost_bytes=loaded.lost_bytes,
        lost=loaded.lost,
        anchor_day=loaded.anchor_day,
    )


def _begin(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """A period of its own from now on; before the first connection, from then on."""
    bought, days = purchase.data_bytes, purchase.period.days
    if running.buckets and running.ends_at is None:
        return _Loaded((Bucket(bought, None, days),))
    anchor = anchor_of(purchase.period, now)
    return _Loaded((Bucket(bought, period_end(now, purchase.period, anchor), days),), anchor)


def _extend(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """Time is added to the end, data adds up. Where several ends run, the last of them is meant."""
    last = max(running.buckets, key=lambda bucket: bucket.ends_at or _LAST)
    others = tuple(bucket for bucket in running.buckets if bucket is not last)
    data_bytes, days = last.remaining_bytes + purchase.data_bytes, last.days + purchase.period.days
    if last.ends_at is None:
        return _Loaded((*others, replace(last, remaining_bytes=data_bytes, days=days)))
    anchor = anchor_of(purchase.period, last.ends_at, running.anchor_day)
    ends_at = period_end(last.ends_at, purchase.period, anchor)
    return _Loaded((*others, replace(last, remaining_bytes=data_bytes, days=days, ends_at=ends_at)), anchor)


def _reset(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """The data is kept, the time starts over."""
    begun = _begin(running, purchase, now)
    kept = replace(begun.buckets[0], remaining_bytes=running.remaining_bytes + purchase.data_bytes)
    return replace(begun, buckets=(kept,), lost=_time_left(running, now))


def _beside(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """Usable at once, with an end of its own; what was there keeps its own."""
    begun = _begin(running, purchase, now)
    return replace(begun, buckets=(*running.buckets, *begun.buckets))


def _earliest_first(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    beside = _beside(running, purchase, now)
    return replace(beside, buckets=tuple(sorted(beside.buckets, key=lambda bucket: bucket.ends_at or _LAST)))


def _wait(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """What was bought begins when all that runs has ended, and has its whole period then."""
    begins_at, days = running.ends_at, purchase.period.days
    if begins_at is None:
        return _Loaded((*running.buckets, Bucket(purchase.data_bytes, None, days, waits=True)))
    anchor = anchor_of(purchase.period, begins_at, running.anchor_day)
    ends_at = period_end(begins_at, purchase.period, anchor)
    waiting = Bucket(purchase.data_bytes, ends_at, days, waits=True, begins_at=begins_at)
    return _Loaded((*running.buckets, waiting), anchor, begins_at=begins_at)


def _queue(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """As `_wait`, or at once where no data is left to wait for."""
    return _wait(running, purchase, now) if running.remaining_bytes else _begin(running, purchase, now)


def _gated(running: Holding, purchase: Purchase, now: datetime) -> _Loaded:
    """Refused until nearly nothing is left; then it takes the place of the rest."""
    gate_bytes = USUAL_GATE_BYTES if purchase.gate_bytes is None else purchase.gate_bytes
    if running.remaining_bytes > gate_bytes:
        raise Gated(gate_bytes)
    begun = _begin(running, purchase, now)
    return replace(begun, lost_bytes=running.remaining_bytes, lost=_time_left(running, now))


def _time_left(running: Holding, now: datetime) -> timedelta:
    return running.ends_at - now if running.ends_at is not None else timedelta(days=running.days)


_RULES: dict[Stacking, Callable[[Holding, Purchase, datetime], _Loaded]] = {
    Stacking.EXTEND: _extend,
    Stacking.RESET: _reset,
    Stacking.SEPARATE: _beside,
    Stacking.FIFO: _beside,
    Stacking.EARLIEST_FIRST: _earliest_first,
    Stacking.QUEUE: _queue,
    Stacking.QUEUE_EXPIRY: _wait,
    Stacking.GATED: _gated,
}
