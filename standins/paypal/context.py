"""What every part of the stand-in is given: its ledger, its addresses, its secrets and its clock."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from standins.paypal import ledger
from standins.paypal.ledger import Ledger
from standins.paypal.signing import Signer

MODES = ("captures_twice", "forget_request_ids", "short_amount", "pending_stays")


@dataclass(frozen=True)
class Context:
    """The settings of one stand-in. `wake_sender` tells the webhook thread that rows are waiting."""

    ledger: Ledger
    signer: Signer
    base_url: str
    webhook_url: str
    client: tuple[str, str]
    clock: Callable[[], datetime]
    wake_sender: Callable[[], None]
    slow_seconds: float
    hang_seconds: float

    def now(self, db: sqlite3.Connection) -> datetime:
        """Tell the stand-in's time: the given clock plus what tests have advanced it by."""
        seconds = ledger.setting(db, "advanced_seconds", 0.0)
        return self.clock() + timedelta(seconds=float(str(seconds)))

    def stamp(self, db: sqlite3.Connection) -> str:
        """Tell the stand-in's time as PayPal writes it."""
        return ledger.stamp(self.now(db))


def modes(db: sqlite3.Connection) -> dict[str, bool]:
    """Tell which of the hostile modes are on."""
    kept = ledger.setting(db, "modes", {})
    on = kept if isinstance(kept, dict) else {}
    return {name: bool(on.get(name, False)) for name in MODES}
