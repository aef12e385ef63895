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
    """What happens to the running bucket when another is bought."""

    EXTEND = "extend"


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
    """A plan at one price, as a card's owner may choose it."""

    plan_id: int
    sku: str
    names: tuple[tuple[str, str], ...]
    period: Period
    data_bytes: int
    price: Money
    carrier: str
    carrier_code: str
    stacking: Stacking = Stacking.EXTEND

    @property
    def price_per_day(self) -> Money:
        """What a day costs, to compare plans by."""
        return self.price.per(self.period.days)

    def name(self, locale: str) -> str:
        """The plan's name in `locale`, in English where it has none."""
        names = dict(self.names)
        return names.get(locale) or names["en"]
