"""The same renewals on a card of the second carrier: no transaction ids, no balance in its answers, but books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy.orm import Session

from tests import rows
from tests.faults.scene import CARRIERS, Scene
from tmcard.store import orders
from tmcard.store.transactions import write
from tmcard.web.database import db

if TYPE_CHECKING:
    from tests.faults.acts import Cast

CARRIER = "airalo"
PACKAGE = {"id": "standin-30days-5gb-topup", "amount": 5 * 1024, "day": 30, "price": 9}
#: How its operations begin in a schedule.
OPERATIONS = f"{CARRIER}_"
_UNCLEAR = ("timeout_with_effect", "timeout_without_effect", "500_before", "500_after", "reset", "malformed", "empty")
_READING = ("timeout_without_effect", "500_before", "429", "reset", "malformed", "empty", "redirect_302")
KINDS: Mapping[str, tuple[str, ...]] = {
    "airalo_token": _READING,
    "airalo_topup": (
        *_UNCLEAR, *(f"twice:{kind}" for kind in _UNCLEAR), "429", "redirect_302", "slow", "refuse:11", "refuse:13",
        "refuse:23", "refuse:33", "refuse:43", "refuse:53", "refuse:73", "refuse:89", "lie:refuse:23", "lie:refuse:11",
        "lie:refuse:53",
    ),
    "airalo_orders": (*_READING, "twice:timeout_without_effect", "refuse:53"),
    "airalo_usage": (*_READING, "refuse:53"),
    "airalo_history": (*_READING, "refuse:53"),
}  # fmt: skip


def begin(app: Flask) -> None:
    """What a new process finds: no token, no memory of asking for one in vain, and limits that no clock counts."""
    carrier = app.extensions["tmcard"].gateways.carriers[CARRIER]
    carrier._tokens._token, carrier._tokens._no_asking_until = "", float("-inf")
    carrier._limits.admit = lambda *_: None


def second(cast: Cast, ref: str, behaviour: str) -> None:
    """The card is one of the second carrier, if it was not; and how that answers top-ups from now on."""
    scene, iccid = cast.scene, cast.ground.iccid
    with scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session, write(session, "moved"):
        order = orders.by_ref(session, ref)
        if order is not None and order.card.carrier != CARRIER:
            order.card.carrier, order.card.carrier_ref = CARRIER, iccid
            order.plan.carrier, order.plan.carrier_code = CARRIER, str(PACKAGE["id"])
    _tell(scene, iccid)
    scene.lever(CARRIERS, f"{CARRIER}/sims/{iccid}/behaviour", {"top_up": behaviour})


def _tell(scene: Scene, iccid: str) -> None:
    begun, ends = rows.NOW - timedelta(days=5), rows.NOW + timedelta(days=5)
    times = {"activated_at": begun.isoformat(), "expires_at": ends.isoformat()}
    sim = {"iccid": iccid, "total_mb": 1024, "total_days": 10, **times}
    scene.lever(CARRIERS, f"{CARRIER}/packages", [PACKAGE])
    scene.lever(CARRIERS, f"{CARRIER}/sims?keep=existing", [sim])


def made(ledger: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Top-ups of both carriers, by our transaction ids."""
    found = [one for one in ledger[CARRIER]["orders"] if one["type"] == "topup"]
    return [*ledger["top_ups"], *({"transactionId": one["description"], "at": one["at"]} for one in found)]
