"""A renewal that is paid now and loaded later: shortly before the running plan ends, or when little of it is left."""

from datetime import datetime, timedelta

from tmcard.domain.orders import DELIVERY_DEADLINE
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.domain.refunds import REFUND_WINDOW
from tmcard.domain.usage import Reading

#: A queued renewal starts when no more than this is left of the running plan.
START_AT_BYTES = 200 * BYTES_PER_MB
#: So long before the running plan ends. Some carriers load nothing on a card whose end has come; this way the card
#: lives for as long as we take to deliver, and its owner is never without data.
LEAD = DELIVERY_DEADLINE
#: A plan that ends sooner is not waited for: paying may take as long.
LEAST_AHEAD = timedelta(hours=3)
#: Until it starts all of the money must be able to go back, so it is queued and started well inside `REFUND_WINDOW`.
MOST_AHEAD = REFUND_WINDOW - timedelta(days=30)
LATEST_START = REFUND_WINDOW - timedelta(days=10)
#: How often a queued renewal is looked at, and how often when the data may soon be used up.
LOOK_EVERY, LOOK_OFTEN = timedelta(days=1), timedelta(minutes=15)
SOON_USED_UP_BYTES = 3 * START_AT_BYTES


def may_queue(ends_at: datetime | None, now: datetime, remaining_bytes: int | None = None) -> bool:
    """Whether a renewal of a card that ends at `ends_at` may be queued: there is a running plan to wait for, and the
    money could go back until it is over. With `remaining_bytes`, also whether there is data left to wait for.
    """
    is_used_up = remaining_bytes is not None and remaining_bytes <= START_AT_BYTES
    return ends_at is not None and LEAST_AHEAD <= ends_at - now <= MOST_AHEAD and not is_used_up


def starts_by(ends_at: datetime | None, paid_at: datetime) -> datetime:
    """When at the latest a renewal that is paid at `paid_at` starts on a card that ends at `ends_at`."""
    latest = paid_at + LATEST_START
    return latest if ends_at is None else min(ends_at - LEAD, latest)


def is_nearly_used_up(reading: Reading) -> bool:
    """Whether so little data is left that a queued renewal starts. Of unlimited plans no total is stated: never."""
    has_limit = reading.total_bytes > 0 and not reading.is_unlimited
    return has_limit and reading.remaining_bytes <= START_AT_BYTES


def is_due(reading: Reading, paid_at: datetime, now: datetime) -> bool:
    """Whether a queued renewal starts now: its card is nearly used up or about to end."""
    return is_nearly_used_up(reading) or now >= starts_by(reading.ends_at, paid_at)


def next_look(reading: Reading, paid_at: datetime, now: datetime) -> datetime:
    """When to look at a queued renewal again that is not due: the nearer its start, the sooner."""
    is_near = reading.total_bytes > 0 and reading.remaining_bytes <= SOON_USED_UP_BYTES
    return min(starts_by(reading.ends_at, paid_at), now + (LOOK_OFTEN if is_near else LOOK_EVERY))
