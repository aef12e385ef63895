"""What a card holds: data in buckets, each with an end; and what a renewal makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tmcard.domain.validity import Balance

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Data with an end of its own. Before the first connection it has none, and `days` that run from then.

    One that `waits` begins when the one before it ends, at `begins_at` at the latest.
    """

    remaining_bytes: int
    ends_at: datetime | None
    days: int = 0
    waits: bool = False
    begins_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What a card holds, oldest purchase first, and the day of the month that its calendar period is anchored to."""

    buckets: tuple[Bucket, ...]
    anchor_day: int | None = None

    def running(self, now: datetime) -> "Holding":
        """What has not ended."""
        left = tuple(bucket for bucket in self.buckets if bucket.ends_at is None or bucket.ends_at > now)
        return replace(self, buckets=left)

    @property
    def remaining_bytes(self) -> int:
        """All the data on it."""
        return sum(bucket.remaining_bytes for bucket in self.buckets)

    @property
    def ends_at(self) -> datetime | None:
        """When the last of it ends; None before the first connection."""
        return max((bucket.ends_at for bucket in self.buckets if bucket.ends_at is not None), default=None)

    @property
    def days(self) -> int:
        """Days that begin with the first connection."""
        waiting = sum(bucket.days for bucket in self.buckets if bucket.waits)
        return max((bucket.days for bucket in self.buckets if not bucket.waits), default=0) + waiting


@dataclass(frozen=True, slots=True)
class Effect:
    """What paying does to one card: the balance before and after, and what is lost by it.

    `buckets` are what it holds then, in the order in which it is used up where the rule has one; `begins_at` is when
    what was bought begins at the latest, if not at once.
    """

    before: Balance
    after: Balance
    buckets: tuple[Bucket, ...] = ()
    begins_at: datetime | None = None
    lost_bytes: int = 0
    lost: timedelta = NOTHING
    anchor_day: int | None = None


def burns_more_than(percent: int, before: Balance, lost_bytes: int, lost: timedelta, now: datetime) -> bool:
    """Whether more than this share of the data, or of the time, that is left would be lost."""
    left = before.ends_at - now if before.ends_at is not None else lost
    of_data = lost_bytes * 100 > percent * before.remaining_bytes
    return (lost_bytes > 0 and of_data) or (lost > NOTHING and lost * 100 > percent * left)
