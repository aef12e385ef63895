"""What is sold: data and validity at a price. A plan once sold is never edited; a new version supersedes it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tmcard.domain.money import Money

#: Carriers count 1 GB as 2**30 bytes (eSIM Access) or 1024 MB (Airalo): the same number.
BYTES_PER_MB = 1024 * 1024
BYTES_PER_GB = 1024 * BYTES_PER_MB


class PeriodUnit(StrEnum):
    """How a plan is sold and grouped."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Counting(StrEnum):
    """How a period runs: by 24-hour days (most travel carriers), or by dates in the plan's zone."""

    ROLLING = "rolling"
    CALENDAR = "calendar"


class Stacking(StrEnum):
    """What loading another plan does to what a card still holds: docs/stacking.md, and `domain.stacking` as code."""

    EXTEND = "extend"
    RESET = "reset"
    SEPARATE = "separate"
    QUEUE = "queue"
    QUEUE_EXPIRY = "queue_expiry"
    FIFO = "fifo"
    EARLIEST_FIRST = "earliest_first"
    GATED = "gated"


class Starts(StrEnum):
    """When a period begins to run on a card that has not begun yet."""

    PURCHASE = "purchase"
    INSTALLATION = "installation"
    FIRST_ATTACH = "first_attach"
    FIRST_BYTE = "first_byte"


class Allowance(StrEnum):
    """What the data of a plan is measured out by: once for the whole period, or afresh each day."""

    PERIOD = "period"
    DAY = "day"


class Buyers(StrEnum):
    """Whom a plan is for: everyone, or those who have never had a renewal delivered."""

    EVERYONE = "everyone"
    FIRST_ORDER = "first_order"


#: Rolling days of one unit, as travel carriers count them: a month is 30 days, a year 365.
ROLLING_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.MONTH: 30, PeriodUnit.YEAR: 365}


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, months or years, counted in `zone` (an IANA name) when they go by the calendar."""

    unit: PeriodUnit
    count: int
    counting: Counting = Counting.ROLLING
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("count")

    @property
    def days(self) -> int:
        """Rolling days, or the days that a calendar period is compared by."""
        return ROLLING_DAYS[self.unit] * self.count

    @property
    def duration(self) -> timedelta:
        """The length of a rolling period."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan at one price, as a card's owner may choose it.

    `data_bytes` is what the whole period brings; under a daily allowance the days' quotas together. After the quota
    it goes on at `throttle_kbps`, or not at all (None). `countries` are alpha-2 codes, sorted; none: not known.
    `for_plans` names the plans of which a card must hold one (none: any card may have it), `gate_bytes` the rest
    below which a gated plan may be bought.
    """

    plan_id: int
    sku: str
    names: tuple[tuple[str, str], ...]
    period: Period
    data_bytes: int
    price: Money
    carrier: str
    carrier_code: str
    stacking: Stacking = Stacking.EXTEND
    countries: tuple[str, ...] = ()
    allowance: Allowance = Allowance.PERIOD
    throttle_kbps: int | None = None
    starts: Starts = Starts.FIRST_ATTACH
    buyers: Buyers = Buyers.EVERYONE
    for_plans: tuple[str, ...] = ()
    gate_bytes: int | None = None

    @property
    def day_bytes(self) -> int | None:
        """The quota of each day, where there is one."""
        return self.data_bytes // self.period.days if self.allowance is Allowance.DAY else None

    @property
    def price_per_day(self) -> Money:
        """What a day costs, to compare plans by."""
        return self.price.per(self.period.days)

    def name(self, locale: str) -> str:
        """The plan's name in `locale`, in English where it has none."""
        names = dict(self.names)
        return names.get(locale) or names["en"]


def may_buy(offer: Offer, *, is_first_order: bool, held_sku: str | None) -> bool:
    """Whether the plan is for this owner, who may never have had a renewal, and for a card that holds `held_sku`."""
    if offer.buyers is Buyers.FIRST_ORDER and not is_first_order:
        return False
    return not offer.for_plans or held_sku in offer.for_plans
