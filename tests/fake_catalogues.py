"""A carrier's list in memory."""

from dataclasses import dataclass, field
from typing import Any

from tests.trouble import Trouble
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_GB, Allowance, Starts
from tmcard.domain.ports import Listed


def listed(code: str = "AS-5-30", **changes: Any) -> Listed:
    """Five gigabytes for thirty days, for US$4.00, in Japan and Korea."""
    facts: dict[str, Any] = {"codes": (code,), "name": "Asia", "data_bytes": 5 * BYTES_PER_GB, "days": 30}
    facts |= {"allowance": Allowance.PERIOD, "cost_micros": 4_000_000, "currency": "USD"}
    return Listed(**{**facts, "places": (Place("JP", ("KDDI 5G",)), Place("KR")), **changes})


@dataclass
class FakeCatalogue(Trouble):
    """`ports.Catalogue` over what the test puts in."""

    entries: list[Listed] = field(default_factory=lambda: [listed()])
    starts: frozenset[Starts] = frozenset(Starts)

    def top_ups(self) -> list[Listed]:
        """What the test put in."""
        self.met("top_ups")
        return self.entries
