"""What is left on a card and what that means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: At or below this share of its data a card is low.
LOW_SHARE = 5
#: Within this time of its end a card is ending.
ENDING_WITHIN = timedelta(hours=48)
#: Most carriers report every two to three hours; an older figure is said to be old.
USUAL_DELAY = timedelta(hours=3)


class Condition(StrEnum):
    """What a card's owner needs to know first."""

    NEW = "new"
    HEALTHY = "healthy"
    LOW = "low"
    ENDING = "ending"
    USED_UP = "used_up"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the carrier last stated about a card: bytes, the end, and the carrier's own time of stating it.

    `stale_at` is when that is older than is usual with this carrier. Without a limit there are no bytes to speak of.
    """

    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    reported_at: datetime | None
    stale_at: datetime | None = None
    is_unlimited: bool = False

    @property
    def remaining_bytes(self) -> int:
        """Bytes left, never below zero: carriers report small overruns."""
        return max(0, self.total_bytes - self.used_bytes)

    @property
    def remaining_percent(self) -> int:
        """Whole percent left, rounded down but never to zero while there is any."""
        if self.total_bytes <= 0 or self.remaining_bytes == 0:
            return 0
        return max(1, self.remaining_bytes * 100 // self.total_bytes)

    def is_stale(self, now: datetime) -> bool:
        """Whether the figure is older than the carrier's usual delay."""
        return is_stale(self.reported_at, self.stale_at, now)

    def condition(self, now: datetime) -> Condition:
        """The one word for the card: an end that has come counts before data that has gone.

        Without a limit no data can be missing.
        """
        if self.ends_at is not None and self.ends_at <= now:
            return Condition.EXPIRED
        if self.total_bytes > 0 and self.remaining_bytes == 0:
            return Condition.USED_UP
        if self.ends_at is None:
            return Condition.NEW
        if self.ends_at - now <= ENDING_WITHIN:
            return Condition.ENDING
        if not self.is_unlimited and self.remaining_bytes * LOW_SHARE <= self.total_bytes:
            return Condition.LOW
        return Condition.HEALTHY


def is_stale(reported_at: datetime | None, stale_at: datetime | None, now: datetime) -> bool:
    """Whether a figure is older than is usual with its carrier; where that is not known, than is usual with most."""
    if reported_at is None:
        return True
    return now > (stale_at or reported_at + USUAL_DELAY)
