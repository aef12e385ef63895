"""A payer's complaint to the payment service, or a chargeback. The only source of its states."""

from datetime import timedelta
from enum import StrEnum

from tmcard.domain.states import move

#: How often an open dispute is looked at where no webhook speaks of it.
LOOK_EVERY = timedelta(hours=6)


class DisputeStatus(StrEnum):
    """Where a dispute stands. `reported` is a hint that has not been looked up yet."""

    REPORTED = "reported"
    OPEN = "open"
    RESOLVED = "resolved"


class Outcome(StrEnum):
    """For whom a dispute ended."""

    SELLER = "seller"
    BUYER = "buyer"
    CANCELLED = "cancelled"
    OTHER = "other"


S = DisputeStatus
#: While one of these stands, no refund of ours is sent and nothing more is delivered.
ACTIVE = frozenset({S.REPORTED, S.OPEN})
#: How the journal of a dispute begins.
BEGINS = {"dispute_reported": S.REPORTED}
MOVES = {
    "dispute_opened": move(S.OPEN, S.REPORTED),
    "dispute_resolved": move(S.RESOLVED, S.REPORTED, S.OPEN),
    "dispute_reopened": move(S.OPEN, S.RESOLVED),
}
