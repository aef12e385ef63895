"""What the read model answers: plain frozen rows, free of the session that read them."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from tmcard.domain.money import Money
from tmcard.domain.orders import WORKED, OrderStatus
from tmcard.domain.queueing import starts_by
from tmcard.domain.usage import Condition, Reading, is_stale

#: How long the outcome of a renewal is news. Money that came back is looked for longer.
NEWS = {OrderStatus.CREDITED: timedelta(hours=24), OrderStatus.REFUNDED: timedelta(days=7)}
#: Something is still going to happen. An open order is here only with a payment whose outcome is not known.
UNDER_WAY = WORKED | {OrderStatus.OPEN}


@dataclass(frozen=True, slots=True)
class PlanName:
    """What a plan is called."""

    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """The newest order of a card that money moves, or moved, for."""

    ref: str
    status: OrderStatus
    version: int
    plan: PlanName
    data_bytes: int
    price: Money
    begun_at: datetime
    ended_at: datetime | None
    deadline_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether something is still going to happen."""
        return self.status in UNDER_WAY

    @property
    def is_queued(self) -> bool:
        """Whether it is paid and waits for the running plan to end."""
        return self.status is OrderStatus.QUEUED

    def is_news(self, now: datetime) -> bool:
        """Whether the owner is told of it unasked."""
        return self.is_under_way or self.is_queued or now - (self.ended_at or self.begun_at) <= NEWS[self.status]


@dataclass(frozen=True, slots=True)
class Mark:
    """What decides whether a card looks as it did a moment ago. Versions only grow."""

    version: int
    ends_at: datetime | None
    reported_at: datetime | None
    renewal_version: int
    renewing_since: datetime | None
    stale_at: datetime | None = None
    looked_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether the figures are older than is usual."""
        return is_stale(self.reported_at, self.stale_at, now)


@dataclass(frozen=True, slots=True)
class Glance:
    """The marks of an owner's cards, in the order they were claimed, and the owner's language."""

    marks: list[Mark]
    locale: str


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
    looked_at: datetime | None = None
    has_daily_allowance: bool = False
    carrier: str = ""

    @property
    def is_renewing(self) -> bool:
        """Whether a renewal is under way."""
        return self.renewal is not None and self.renewal.is_under_way

    @property
    def is_awaited(self) -> bool:
        """Whether a renewal may still arrive, so that another has to wait. One whose money goes back cannot."""
        is_coming = self.renewal is not None and (self.renewal.is_under_way or self.renewal.is_queued)
        return is_coming and self.renewal is not None and self.renewal.status is not OrderStatus.REFUNDING

    @property
    def queue_ends_at(self) -> datetime | None:
        """When its queued renewal starts at the latest, if it has one."""
        if self.renewal is None or not self.renewal.is_queued:
            return None
        return starts_by(self.reading.ends_at, self.renewal.begun_at)

    def can_renew(self, condition: Condition, reviving: Set[str]) -> bool:
        """Whether it makes sense to offer a renewal. `reviving` carriers load a card after its end."""
        has_ended = condition is Condition.EXPIRED and self.carrier not in reviving
        return not (self.is_awaited or self.is_gone or has_ended)

    def is_over(self, condition: Condition) -> bool:
        """Whether a card in this condition is past being used and renewed."""
        return self.is_gone or condition is Condition.EXPIRED

    @property
    def mark(self) -> Mark:
        """What a page about the card depends on."""
        version = self.renewal.version if self.renewal is not None else 0
        since = self.renewal.begun_at if self.renewal is not None and self.is_renewing else None
        reading = self.reading
        return Mark(
            self.version, reading.ends_at, reading.reported_at, version, since, reading.stale_at, self.looked_at
        )


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
    """A usage counter, when the carrier read it, and what there was to use."""

    used_bytes: int
    reported_at: datetime
    total_bytes: int = 0
