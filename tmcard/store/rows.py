"""What the read model answers: plain frozen rows, free of the session that read them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tmcard.domain.money import Money
from tmcard.domain.orders import WORKED, OrderStatus
from tmcard.domain.usage import Reading

#: How long the outcome of a renewal is news. Money that came back is looked for longer.
NEWS = {OrderStatus.CREDITED: timedelta(hours=24), OrderStatus.REFUNDED: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class PlanName:
    """What a plan is called."""

    en: str
    zh: str

    def name(self, language: str) -> str:
        """The name in `language`, in English where there is none."""
        return self.zh if language == "zh" and self.zh else self.en


@dataclass(frozen=True, slots=True)
class Renewal:
    """The newest order of a card that money moves, or moved, for. An open one has a payment of unknown outcome."""

    ref: str
    status: OrderStatus
    version: int
    plan: PlanName
    data_bytes: int
    price: Money
    begun_at: datetime
    ended_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether something is still going to happen."""
        return self.status is OrderStatus.OPEN or self.status in WORKED

    def is_news(self, now: datetime) -> bool:
        """Whether the owner is told of it unasked."""
        return self.is_under_way or now - (self.ended_at or self.begun_at) <= NEWS[self.status]


@dataclass(frozen=True, slots=True)
class Mark:
    """What decides whether a card looks as it did a moment ago. Versions only grow."""

    version: int
    ends_at: datetime | None
    reported_at: datetime | None
    renewal_version: int
    renewing_since: datetime | None


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as its owner sees it."""

    id: int
    ref: str
    label: str
    iccid: str
    version: int
    reading: Reading
    validity_days: int
    is_gone: bool
    plan: PlanName | None
    renewal: Renewal | None

    @property
    def is_renewing(self) -> bool:
        """Whether a renewal is under way."""
        return self.renewal is not None and self.renewal.is_under_way

    @property
    def mark(self) -> Mark:
        """What a page about the card depends on."""
        version = self.renewal.version if self.renewal is not None else 0
        since = self.renewal.begun_at if self.renewal is not None and self.is_renewing else None
        return Mark(self.version, self.reading.ends_at, self.reading.reported_at, version, since)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One line of a card's plan history: data that was loaded, or a renewal whose money went back."""

    plan: PlanName
    data_bytes: int
    at: datetime
    ends_at: datetime | None
    order_ref: str | None
    status: OrderStatus | None
    price: Money | None

    @property
    def is_loaded(self) -> bool:
        """Whether the card got the data."""
        return self.status in (None, OrderStatus.CREDITED)


@dataclass(frozen=True, slots=True)
class Sample:
    """A usage counter and when the carrier read it."""

    used_bytes: int
    reported_at: datetime
