"""What a card holds after a renewal: what the carrier states, or what must be there where it does not say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.ports import Profile, TopUp
from tmcard.domain.stacking import Purchase, load
from tmcard.store.models import Card, Order


@dataclass(frozen=True, slots=True)
class Stated:
    """What a card holds: cumulative bytes, the end, and days counted in all.

    `is_derived` marks our own arithmetic: the page shows it until the carrier speaks; the order's `stated_*` stay
    empty.
    """

    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int
    is_derived: bool = False


def by_answer(answer: TopUp, before: Profile) -> Stated | None:
    """What the answer to a top-up states, if it states anything.

    A card that has not begun is given its shelf life as its end: that is no end of what was bought.
    """
    if answer.total_bytes is None:
        return None
    ends_at = answer.ends_at if before.ends_at is not None else None
    return Stated(answer.total_bytes, answer.used_bytes, ends_at, answer.validity_days)


def by_profile(profile: Profile) -> Stated:
    """What a reading states."""
    return Stated(profile.total_bytes, profile.used_bytes, profile.ends_at, profile.validity_days)


def derived(order: Order, *, loaded_at: datetime | None, lag: timedelta) -> Stated:
    """What the card must hold now: what it held before the top-up, and what was bought, by the rule of the quote.

    What it held is the carrier's reading from before the first request. That one may have been too old to know the
    renewal before (`loaded_at`), and is missing where our books were set back: then our own row knows better.
    """
    card, sent_at = order.card, order.top_up_sent_at or order.paid_at or order.created_at
    total_bytes, ends_at, days = _held(order, card, is_ours=loaded_at is not None and loaded_at + lag > sent_at)
    rest_bytes, policy = max(0, total_bytes - card.used_bytes), order.policy
    # It has been loaded: whether it might be is not asked any more.
    purchase = Purchase(policy.period, order.data_bytes, policy.stacking, gate_bytes=rest_bytes)
    held = Holding((Bucket(rest_bytes, ends_at, days),), order.anchor_day)
    after = load(held, purchase, sent_at).after
    all_days = days + policy.period.days if ends_at is not None else after.validity_days
    grown_bytes = total_bytes - rest_bytes + after.remaining_bytes
    return Stated(grown_bytes, card.used_bytes, after.ends_at, all_days, is_derived=True)


def _held(order: Order, card: Card, *, is_ours: bool) -> tuple[int, datetime | None, int]:
    if is_ours or order.baseline_total_bytes is None:
        return card.total_bytes, card.ends_at, card.validity_days
    return order.baseline_total_bytes, order.baseline_ends_at, order.baseline_days or 0


def settled(profile: Profile | None, expected: Stated, *, is_fresh: bool) -> Stated:
    """What to believe: a reading that is fresh or shows all that must be there, else what must be there."""
    if profile is not None and (is_fresh or profile.total_bytes >= expected.total_bytes):
        return by_profile(profile)
    return expected
