"""A carrier as the services see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tmcard.domain.plans import Stacking


class ProfileStatus(StrEnum):
    """What the carrier says of a profile, as far as a renewal cares."""

    NEW = "new"
    IN_USE = "in_use"
    USED_UP = "used_up"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Profile:
    """A card as its carrier knows it; bytes, UTC instants. `ends_at` is None until the first connection.

    Of an `is_unlimited` one the carrier states no bytes: they are 0 and mean nothing.
    """

    carrier_ref: str
    iccid: str
    status: ProfileStatus
    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int
    is_unlimited: bool = False


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Used and total bytes with the carrier's own time of measuring. `ends_at` is None where it is not stated.

    Of an `is_unlimited` card both are 0 and mean nothing.
    """

    carrier_ref: str
    total_bytes: int
    used_bytes: int
    reported_at: datetime
    ends_at: datetime | None = None
    is_unlimited: bool = False


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Load `carrier_code` on a profile. `transaction_id` is ours, one for each order for ever."""

    carrier_ref: str
    carrier_code: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class TopUp:
    """The carrier made it. Cumulative bytes, days and the new end (None: not begun), where it states them:
    a `total_bytes` of None means that it says nothing of what the card holds now.
    """

    carrier_top_up_ref: str
    total_bytes: int | None = None
    used_bytes: int = 0
    ends_at: datetime | None = None
    validity_days: int = 0


@dataclass(frozen=True, slots=True)
class PastTopUp:
    """A top-up that stands in the carrier's books, and when it was made."""

    carrier_top_up_ref: str
    carrier_code: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a carrier reports usage: what asking may cost, and from when on it can bring anything.

    `news_after`: how old a figure is, at the least, when a newer one can be there.
    `usual_delay`: how old figures get while everything is well; an older one is said to be old.
    `calls_per_second`: what the carrier allows of all calls together. `cards_per_call`: how many one may ask about.
    """

    news_after: timedelta = timedelta(hours=2)
    usual_delay: timedelta = timedelta(hours=3)
    calls_per_second: int = 8
    cards_per_call: int = 10


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a carrier can do and how it behaves, as far as crediting exactly once goes by it.

    `takes_transaction_id`: the same transaction id again is surely the same top-up.
    `balance_lag`: how old a reading may be; only later does it surely show a top-up.
    `quiet_after`: when a request without an answer cannot be on its way any more.
    `renews_expired`: whether a card whose end has come may still be topped up.
    `reporting`: how it reports usage.
    `stacking`: the rule that it forces on every plan (None: the plan's own counts).
    `like_for_like`: whether a day plan extends day plans only, and is a bucket of its own on others.
    """

    takes_transaction_id: bool
    balance_lag: timedelta = timedelta(0)
    quiet_after: timedelta = timedelta(seconds=120)
    renews_expired: bool = False
    reporting: Reporting = Reporting()
    stacking: Stacking | None = None
    like_for_like: bool = False


class History(Protocol):
    """A carrier's books, which can be asked for what was sent under a transaction id of ours."""

    def made_under(self, transaction_id: str) -> list[PastTopUp]:
        """The top-ups made under it, oldest first; none does not mean that none is on its way."""


class Carrier(Protocol):
    """A carrier. Refused codes: `plan_gone`, `card_gone`, `card_expired`, `rejected` (permanent);
    `balance_low`, `out_of_stock`, `maintenance` (repeating may help once a person has acted).
    """

    @property
    def capabilities(self) -> Capabilities:
        """What may be relied on."""

    @property
    def history(self) -> History | None:
        """Its books, where they can be asked: then they, and no reading, say whether a top-up was made."""

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now."""

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """Usage of several profiles, in as few calls as the carrier allows; unknown ones are left out."""

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load a plan on a profile."""


@dataclass(frozen=True, slots=True)
class CardHint:
    """What a carrier's webhook speaks of; `carrier_ref` is empty when it is no card."""

    event_id: str
    kind: str
    carrier_ref: str


class CardHints(Protocol):
    """Reads what a carrier pushes to us: a reason to look, never a fact."""

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> CardHint:
        """The hint in a transmission. Raises Refused("forged") for a signature that is missing or wrong, and
        Refused("unreadable") for what is no hint at all.
        """
