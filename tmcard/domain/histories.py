"""What a card holds, told from what was loaded on it: carriers state one sum and one end, rules may keep several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.plans import Stacking
from tmcard.domain.stacking import IN_LINE, OWN_ENDS, Purchase, load
from tmcard.domain.validity import Balance


@dataclass(frozen=True, slots=True)
class Load:
    """Data that was loaded on a card. What came with the card was no purchase."""

    data_bytes: int
    loaded_at: datetime
    ends_at: datetime | None
    purchase: Purchase | None = None
    anchor_day: int | None = None


def held(loads: Sequence[Load], stated: Balance, now: datetime) -> Holding:
    """What the card holds by its history (oldest first) and by what its carrier states of it in all.

    One bucket, unless something was loaded by a rule that keeps ends apart. Then history says which ends there are,
    and the rest of the data is in what is used last. The anchor is that of the newest load: what it was counted by
    goes on, and a load that was not counted by months ends it.
    """
    anchor_day = loads[-1].anchor_day if loads else None
    whole = Bucket(stated.remaining_bytes, stated.ends_at, stated.validity_days)
    rules = {each.purchase.rule for each in loads if each.purchase is not None}
    if stated.ends_at is None or not rules & (OWN_ENDS | IN_LINE):
        return Holding((whole,), anchor_day)
    buckets = _replayed(loads, stated.ends_at).running(now).buckets
    if len(buckets) < 2:
        return Holding((whole,), anchor_day)
    if Stacking.EARLIEST_FIRST in rules:
        buckets = tuple(sorted(buckets, key=lambda bucket: bucket.ends_at or stated.ends_at or now))
    return Holding(tuple(_spread(_dated(buckets, stated.ends_at, now), stated.remaining_bytes)), anchor_day)


def _replayed(loads: Iterable[Load], ends_at: datetime) -> Holding:
    holding = Holding(())
    for each in loads:
        if each.purchase is None or not holding.buckets:
            first = Bucket(each.data_bytes, each.ends_at or ends_at)
            holding = Holding((*holding.buckets, first), each.anchor_day)
        else:
            effect = load(holding, replace(each.purchase, gate_bytes=holding.remaining_bytes), each.loaded_at)
            holding = Holding(effect.buckets, each.anchor_day)
    return holding


def _dated(buckets: Sequence[Bucket], ends_at: datetime, now: datetime) -> list[Bucket]:
    """The last end is the one that the carrier states; what has begun waits no more."""
    last = max(buckets, key=lambda bucket: bucket.ends_at or now)
    dated = [replace(bucket, ends_at=ends_at) if bucket is last else bucket for bucket in buckets]
    has_begun = [bucket.begins_at is not None and bucket.begins_at <= now for bucket in dated]
    return [
        replace(bucket, waits=False, begins_at=None) if begun else bucket
        for bucket, begun in zip(dated, has_begun, strict=True)
    ]


def _spread(buckets: Sequence[Bucket], remaining_bytes: int) -> list[Bucket]:
    """The data that is left, in the buckets that are used last; more than was ever loaded is in the first."""
    spread: list[Bucket] = []
    for bucket in reversed(buckets):
        inside = min(bucket.remaining_bytes, remaining_bytes)
        remaining_bytes -= inside
        spread.insert(0, replace(bucket, remaining_bytes=inside))
    spread[0] = replace(spread[0], remaining_bytes=spread[0].remaining_bytes + remaining_bytes)
    return [bucket for bucket in spread if bucket.remaining_bytes]
