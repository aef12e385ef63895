"""What a promotion is: for whom, from when to when, what it gives, and how much of it there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tmcard.domain.money import Money


class Kind(StrEnum):
    """How somebody comes by it: everyone alike, by a code, or because a friend came."""

    FIRST_ORDER = "first_order"
    SALE = "sale"
    COUPON = "coupon"
    REFERRAL = "referral"
    REWARD = "reward"


#: Only for whoever has never had a renewal. Nobody gets one of these twice.
FOR_NEW_OWNERS = frozenset({Kind.FIRST_ORDER, Kind.REFERRAL})
#: Had only by whoever says a code.
BY_CODE = frozenset({Kind.COUPON, Kind.REFERRAL})


@dataclass(frozen=True, slots=True)
class Percent:
    """So many hundredths off what is left of the price, 1 to 99."""

    percent: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """An amount off, in minor units by currency. In a currency that is not named there is nothing to have."""

    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExtraData:
    """More data at the same price: by sku, the carrier's code that is loaded instead, and all that it brings."""

    loads: Mapping[str, tuple[str, int]]


Effect = Percent | Fixed | ExtraData


@dataclass(frozen=True, slots=True)
class Limits:
    """How often it may be used: by one owner, by one code, by all together, with one plan. None: as often as wanted."""

    per_owner: int | None = None
    per_code: int | None = None
    in_total: int | None = None
    per_plan: int | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """One promotion, from `starts_at` until before `ends_at`; both were written as clocks in `zone` show them.

    `skus` None: every plan. `budget`: the most that is given away in all, by currency; one that is not named has no
    bound. `floor`: the least that is left to pay, by currency. Two promotions combine if each names the other's
    `group` in `stacks_with`. `code` is what is said to have it, of a referral whose code it was.
    """

    ref: str
    key: str
    kind: Kind
    names: tuple[str, str]
    effect: Effect
    starts_at: datetime
    ends_at: datetime | None = None
    zone: str = "UTC"
    skus: frozenset[str] | None = None
    limits: Limits = Limits()
    budget: Mapping[str, int] = field(default_factory=dict)
    floor: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    stacks_with: frozenset[str] = frozenset()
    code: str | None = None

    def is_on(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def combines_with(self, other: "Promotion") -> bool:
        """Whether both may be had at once: each has to say so. Data can be loaded only in one way."""
        is_twice_data = isinstance(self.effect, ExtraData) and isinstance(other.effect, ExtraData)
        return other.group in self.stacks_with and self.group in other.stacks_with and not is_twice_data

    def name(self, locale: str) -> str:
        """What it is called."""
        return self.names[1] if locale == "zh" else self.names[0]


@dataclass(frozen=True, slots=True)
class Line:
    """What one promotion gives to one order: so much off, or more data, by which code."""

    promotion_ref: str
    kind: Kind
    names: tuple[str, str]
    off: Money
    extra_bytes: int = 0
    code: str | None = None

    def name(self, locale: str) -> str:
        """What the promotion is called."""
        return self.names[1] if locale == "zh" else self.names[0]


@dataclass(frozen=True, slots=True)
class Deal:
    """What a plan costs and brings with all that is on: `price` without, `total` with it, line by line in between.

    `carrier_code`: what is loaded where that is not what the plan names. `data_bytes`: all that it brings.
    """

    price: Money
    lines: tuple[Line, ...]
    total: Money
    data_bytes: int
    carrier_code: str | None = None

    @property
    def saved(self) -> Money:
        """What is taken off in all."""
        return self.price - self.total
