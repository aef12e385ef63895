"""A carrier as the services see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


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
    """A card as its carrier knows it; bytes, UTC instants. `ends_at` is None until the first connection."""

    carrier_ref: str
    iccid: str
    status: ProfileStatus
    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Used and total bytes with the carrier's own time of measuring."""

    carrier_ref: str
    total_bytes: int
    used_bytes: int
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Load `carrier_code` on a profile. `transaction_id` is ours: the same again is the same top-up."""

    carrier_ref: str
    carrier_code: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class TopUp:
    """What the carrier states after a top-up: cumulative bytes and the new end (None: not begun)."""

    carrier_top_up_ref: str
    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int


class Carrier(Protocol):
    """A carrier. Refused codes: `plan_gone`, `card_gone`, `card_expired`, `rejected` (permanent);
    `balance_low`, `out_of_stock`, `maintenance` (repeating may help once a person has acted).
    """

    #: Whether the same transaction id again is surely the same top-up.
    takes_transaction_id: bool

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now."""

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """Usage of several profiles, in as few calls as the carrier allows; unknown ones are left out."""

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load a plan on a profile."""
