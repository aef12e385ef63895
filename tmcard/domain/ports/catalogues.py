"""What a carrier sells, as the services see it."""

from dataclasses import dataclass
from typing import Protocol

from tmcard.domain.coverage import Place
from tmcard.domain.plans import Allowance, Starts

#: Costs are finer than any currency counts: wholesale prices have parts of a cent.
MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """Something that can be loaded on a card, under any of its `codes`.

    `data_bytes` are those of a day under a daily allowance; None means without a limit. `cost_micros` is what the
    carrier takes from us, in millionths of `currency`. `places` is empty where it does not say where it works.
    """

    codes: tuple[str, ...]
    name: str
    data_bytes: int | None
    allowance: Allowance
    days: int
    cost_micros: int
    currency: str
    places: tuple[Place, ...]


class Catalogue(Protocol):
    """A carrier's list of what it sells. Fails as every port does."""

    @property
    def starts(self) -> frozenset[Starts]:
        """What can begin a period at this carrier."""

    def top_ups(self) -> list[Listed]:
        """Everything that can be loaded on a card already held, in as few calls as the carrier allows."""
