"""Every way to buy up to so many plans, tried out one by one on the rules that quotes are made by.

Nothing here is shared with the search: buckets, instants and bytes instead of ticks, and `stacking.load` itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tmcard.domain import stacking
from tmcard.domain.advice import Question, Ware
from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.plans import Stacking

#: Marks data with an end of its own: what is left of it then is not counted on, whatever a carrier makes of it.
OWN_END = -1
SECOND = timedelta(seconds=1)


def best(question: Question, wares: Sequence[Ware], most: int) -> tuple[int, int] | None:
    """The least that has to be paid, and how often for that, with `most` purchases at most."""
    return min(_ways(question, wares, question.holding, question.now, (0, 0), most), default=None)


def _ways(
    question: Question, wares: Sequence[Ware], holding: Holding, at: datetime, spent: tuple[int, int], most: int
) -> Iterator[tuple[int, int]]:
    at, holding = _use(question, holding, at)
    if at >= question.until:
        yield spent
    elif spent[1] < most:
        for ware in wares:
            loaded = _load(question, holding, ware, at)
            if loaded is not None:
                paid = (spent[0] + ware.price.amount_minor, spent[1] + 1)
                yield from _ways(question, wares, loaded, at, paid, most)


def _use(question: Question, holding: Holding, at: datetime) -> tuple[datetime, Holding]:
    """Use what there is, the first to end first, until something has to be bought."""
    if not question.renews_expired and (holding.ends_at or question.begin) < question.begin:
        return holding.ends_at or at, holding
    at, left = max(at, question.begin), []
    for bucket in sorted(holding.buckets, key=lambda each: each.ends_at or question.until):
        ends_at = bucket.ends_at or question.until
        rate = question.daily_bytes // 86_400
        seconds = max(0, min((ends_at - at) // SECOND, bucket.remaining_bytes // rate))
        at += seconds * SECOND
        left.append(replace(bucket, remaining_bytes=bucket.remaining_bytes - seconds * rate))
    return at, Holding(tuple(left))


def _load(question: Question, holding: Holding, ware: Ware, at: datetime) -> Holding | None:
    """The card with the plan loaded in the last second in which it still has its old data."""
    rule, data_bytes = _counted(question, ware)
    has_end = rule not in (Stacking.EXTEND, Stacking.RESET, Stacking.GATED)
    is_early = not has_end and at > question.now and not (rule is Stacking.GATED and question.renews_expired)
    before = tuple(replace(each, remaining_bytes=0) if _is_lost(each, at) else each for each in holding.buckets)
    purchase = stacking.Purchase(ware.offer.period, data_bytes, rule, ware.gate_bytes)
    if rule is Stacking.QUEUE_EXPIRY and (holding.ends_at or at) > at:
        return None
    try:
        effect = stacking.load(Holding(before), purchase, at - SECOND if is_early else at)
    except stacking.Gated:
        return None
    made = [each if each in before else _made(question, ware, each, at, has_end) for each in effect.buckets]
    return Holding(tuple(made))


def _made(question: Question, ware: Ware, bucket: Bucket, at: datetime, has_end: bool) -> Bucket:
    """What was loaded, with the mark, and with no more than can be used of a daily quota."""
    marked = replace(bucket, days=OWN_END if has_end else 0)
    if not ware.day_bytes:
        return marked
    seconds = ((bucket.ends_at or question.until) - max(at, question.begin)) // SECOND
    return replace(marked, remaining_bytes=max(0, seconds) * question.daily_bytes // 86_400)


def _counted(question: Question, ware: Ware) -> tuple[Stacking, int]:
    """A daily quota is enough for as long as it runs, beside what there is."""
    if not ware.day_bytes:
        return ware.rule, ware.offer.data_bytes
    hindered = ware.rule in (Stacking.GATED, Stacking.QUEUE_EXPIRY)
    return ware.rule if hindered else Stacking.SEPARATE, 0


def _is_lost(bucket: Bucket, at: datetime) -> bool:
    return bucket.days == OWN_END and bucket.ends_at is not None and bucket.ends_at <= at
