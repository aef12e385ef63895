"""What the payment service says of a dispute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tmcard.domain.disputes import Outcome
from tmcard.domain.money import Money


@dataclass(frozen=True, slots=True)
class DisputeCase:
    """A dispute as it stands. `outcome` is None while it is open; `reason` and `stage` are the service's own words
    in lower case, for people to read.
    """

    id: str
    capture_ids: tuple[str, ...]
    stage: str
    reason: str
    amount: Money | None
    opened_at: datetime | None
    outcome: Outcome | None

    @property
    def is_resolved(self) -> bool:
        """Whether it has ended."""
        return self.outcome is not None


class Disputes(Protocol):
    """Reads disputes. Raises NotFound for one that the service does not know."""

    def read(self, dispute_id: str) -> DisputeCase:
        """The dispute as it is now."""
