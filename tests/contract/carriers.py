"""What the contract needs of each carrier: its adapter over the stand-in, and levers under names that both share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tmcard.adapters.airalo import Airalo
from tmcard.adapters.esimaccess import EsimAccess
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Carrier, TopUp, TopUpRequest

ICCID = "8985200000000000001"
ACCESS_CODE, CLIENT_ID, CLIENT_SECRET = "access-code", "client", "client-secret"
#: Calls that hang are given up after this.
TIMEOUT = (2.0, 0.6)
GB = BYTES_PER_GB
BEGUN, ENDS = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


def no_wait(_seconds: float) -> None:
    """Rates are tested elsewhere."""


@dataclass(frozen=True)
class Dialect:
    """One carrier's names for what all of them have."""

    build: Callable[[str], Carrier]
    card: str
    plan: str
    load: Callable[[], list[tuple[str, Any]]]
    behaviour: str
    operations: dict[str, str]
    top_ups: Callable[[dict[str, Any]], int]


def _esimaccess(base_url: str) -> Carrier:
    return EsimAccess(base_url, ACCESS_CODE, timeout=TIMEOUT, sleep=no_wait)


def _airalo(base_url: str) -> Carrier:
    return Airalo(base_url, CLIENT_ID, CLIENT_SECRET, timeout=TIMEOUT, sleep=no_wait)


def _esimaccess_load() -> list[tuple[str, Any]]:
    package = {"packageCode": "TOPUP_1", "price": 10_000, "volume": 5 * GB, "duration": 30}
    profile = {"iccid": ICCID, "esimTranNo": "T1", "total_bytes": 3 * GB, "used_bytes": GB, "total_days": 30}
    times = {"activated_at": BEGUN.isoformat(), "expires_at": ENDS.isoformat()}
    return [("packages", [package]), ("profiles", [profile | times])]


def _airalo_load() -> list[tuple[str, Any]]:
    package = {"id": "standin-30days-5gb-topup", "amount": 5 * 1024, "day": 30, "price": 9}
    sim = {"iccid": ICCID, "total_mb": 3 * 1024, "used_mb": 1024, "total_days": 30}
    times = {"activated_at": BEGUN.isoformat(), "expires_at": ENDS.isoformat()}
    return [("airalo/packages", [package]), ("airalo/sims", [sim | times])]


DIALECTS = {
    "esimaccess": Dialect(
        build=_esimaccess,
        card="T1",
        plan="TOPUP_1",
        load=_esimaccess_load,
        behaviour=f"profiles/{ICCID}/behaviour",
        operations={"top_up": "topup", "read": "query", "usage": "usage"},
        top_ups=lambda ledger: len(ledger["top_ups"]),
    ),
    "airalo": Dialect(
        build=_airalo,
        card=ICCID,
        plan="standin-30days-5gb-topup",
        load=_airalo_load,
        behaviour=f"airalo/sims/{ICCID}/behaviour",
        operations={"top_up": "airalo_topup", "read": "airalo_history", "usage": "airalo_usage"},
        top_ups=lambda ledger: len([o for o in ledger["airalo"]["orders"] if o["type"] == "topup"]),
    ),
}


@dataclass(frozen=True)
class Room:
    """A carrier, and what a test may do to it."""

    dialect: Dialect
    base_url: str
    carrier: Carrier

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Pull a lever of the stand-in."""
        answer = requests.request(method, f"{self.base_url}/_standin/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def behave(self, how: str) -> None:
        """Let top-ups of the card go wrong in one way."""
        self.control(self.dialect.behaviour, {"top_up": how})

    def fault(self, operation: str, kind: str) -> None:
        """Let the next call of an operation fail."""
        self.control("faults", {"operation": self.dialect.operations[operation], "nth": 1, "kind": kind})

    def later(self, passed: timedelta) -> None:
        """Move the carrier's clock."""
        self.control("clock", {"advance_seconds": int(passed.total_seconds())})

    def request(self, transaction_id: str = "tm-ABC-1", **changes: str) -> TopUpRequest:
        """Five gigabytes and thirty days."""
        facts = {"carrier_ref": self.dialect.card, "carrier_code": self.dialect.plan, **changes}
        return TopUpRequest(transaction_id=transaction_id, **facts)

    def top_up(self, transaction_id: str = "tm-ABC-1") -> TopUp | None:
        """As crediting does: the books are asked before anything is sent. None when it was made already."""
        if self.carrier.history is not None and self.carrier.history.made_under(transaction_id):
            return None
        return self.carrier.top_up(self.request(transaction_id))

    @property
    def made(self) -> int:
        """Top-ups that had an effect."""
        return self.dialect.top_ups(self.control("ledger", method="GET"))
