"""When a promotion may be had for a plan, and what it then gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tmcard.domain.plans import Offer
from tmcard.domain.promotions.kinds import FOR_NEW_OWNERS, ExtraData, Fixed, Kind, Percent, Promotion

#: Currencies whose hundredths nobody pays with (and PayPal does not take): what is taken off is whole units.
STEPS: Mapping[str, int] = {"HUF": 100, "TWD": 100}


class Reason(StrEnum):
    """Why a promotion is not to be had here, or a code does nothing."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    OVER = "over"
    NOT_THIS_PLAN = "not_this_plan"
    OTHER_CURRENCY = "other_currency"
    NOT_FIRST_ORDER = "not_first_order"
    OWN_CODE = "own_code"
    NO_REWARD = "no_reward"
    PER_OWNER = "per_owner"
    USED_UP = "used_up"
    BUDGET = "budget"
    BELOW_FLOOR = "below_floor"
    NOT_COMBINED = "not_combined"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a promotion has been used, reservations included, and what it has cost by currency.

    `by_owner` is this owner's share, `by_code` and `by_plan` are by what was said and by sku.
    """

    in_total: int = 0
    by_owner: int = 0
    by_code: Mapping[str, int] = field(default_factory=dict)
    by_plan: Mapping[str, int] = field(default_factory=dict)
    off: Mapping[str, int] = field(default_factory=dict)


UNUSED = Tally()


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of whoever asks, by promotion ref where it is of one.

    `is_new`: neither they, nor the card, nor the payer's address ever had a renewal. `own_code`: the referral code
    of the card's owner. `rewards`: how many of them wait for the owner. `floors`: the least to be paid, by sku and
    currency.
    """

    now: datetime
    is_new: bool = False
    own_code: str | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    rewards: Mapping[str, int] = field(default_factory=dict)
    floors: Mapping[tuple[str, str], int] = field(default_factory=dict)


def refusal(promotion: Promotion, offer: Offer, facts: Facts) -> Reason | None:
    """Why the promotion is not to be had for this plan by whoever asks; None where it is, taken by itself."""
    found = _of_time(promotion, facts.now) or _of_plan(promotion, offer) or _of_asker(promotion, facts)
    return found or _of_limits(promotion, offer, facts)


def floor(promotions: tuple[Promotion, ...], offer: Offer, facts: Facts) -> int:
    """The least that has to be paid if all of them are had: the highest bound, and never nothing at all."""
    currency = offer.price.currency
    bounds = [facts.floors.get((offer.sku, currency), 0), *(p.floor.get(currency, 0) for p in promotions)]
    return max(STEPS.get(currency, 1), *bounds)


def off(promotion: Promotion, left_minor: int, currency: str, floor_minor: int) -> int:
    """What it takes off where so much is left to pay, stopping at the floor.

    A percentage is rounded half up to a minor unit, or to a whole unit where nobody pays with less.
    """
    match promotion.effect:
        case Percent(percent):
            step = STEPS.get(currency, 1)
            wanted = (2 * left_minor * percent + 100 * step) // (200 * step) * step
        case Fixed(amounts):
            wanted = amounts.get(currency, 0)
        case ExtraData():
            wanted = 0
    return max(0, min(wanted, left_minor - floor_minor))


def extra_bytes(promotion: Promotion, offer: Offer) -> int:
    """How much more data it brings with the plan."""
    if not isinstance(promotion.effect, ExtraData) or offer.sku not in promotion.effect.loads:
        return 0
    return promotion.effect.loads[offer.sku][1] - offer.data_bytes


def is_used_up(promotion: Promotion, tally: Tally) -> bool:
    """Whether nobody can have it any more, whatever they buy."""
    return _reached(promotion.limits.in_total, tally.in_total)


def _of_time(promotion: Promotion, now: datetime) -> Reason | None:
    if now < promotion.starts_at:
        return Reason.NOT_YET
    return None if promotion.is_on(now) else Reason.OVER


def _of_plan(promotion: Promotion, offer: Offer) -> Reason | None:
    if promotion.skus is not None and offer.sku not in promotion.skus:
        return Reason.NOT_THIS_PLAN
    match promotion.effect:
        case ExtraData() if extra_bytes(promotion, offer) <= 0:
            return Reason.NOT_THIS_PLAN
        case Fixed(amounts) if offer.price.currency not in amounts:
            return Reason.OTHER_CURRENCY
    return None


def _of_asker(promotion: Promotion, facts: Facts) -> Reason | None:
    if promotion.kind is Kind.REFERRAL and promotion.code is not None and promotion.code == facts.own_code:
        return Reason.OWN_CODE
    if promotion.kind in FOR_NEW_OWNERS and not facts.is_new:
        return Reason.NOT_FIRST_ORDER
    is_missing = promotion.kind is Kind.REWARD and not facts.rewards.get(promotion.ref, 0)
    return Reason.NO_REWARD if is_missing else None


def _of_limits(promotion: Promotion, offer: Offer, facts: Facts) -> Reason | None:
    tally, limits, currency = facts.tallies.get(promotion.ref, UNUSED), promotion.limits, offer.price.currency
    if _reached(limits.per_owner, tally.by_owner):
        return Reason.PER_OWNER
    if _reached(limits.in_total, tally.in_total) or _reached(limits.per_plan, tally.by_plan.get(offer.sku, 0)):
        return Reason.USED_UP
    if promotion.code is not None and _reached(limits.per_code, tally.by_code.get(promotion.code, 0)):
        return Reason.USED_UP
    list_minor, least = offer.price.amount_minor, floor((promotion,), offer, facts)
    # By the list price, so that no combination of what is had one by one can cost more than the budget has left.
    most = off(promotion, list_minor, currency, least)
    if currency in promotion.budget and most > promotion.budget[currency] - tally.off.get(currency, 0):
        return Reason.BUDGET
    return Reason.BELOW_FLOOR if most == 0 and not isinstance(promotion.effect, ExtraData) else None


def _reached(limit: int | None, count: int) -> bool:
    return limit is not None and count >= limit
