"""What may happen to a renewal that waits for the running plan to end: its owner changes their mind, the data goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from tests.faults.ground import tell_carrier
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB
from tmcard.store import orders
from tmcard.store.transactions import write
from tmcard.web.database import db

if TYPE_CHECKING:
    from tests.faults.acts import Cast


def call_off(cast: Cast, ref: str, _: str) -> None:
    """Press "Cancel and get the money back"."""
    _press(cast, f"/checkout/{ref}/cancel-queued")
    cast.perform("look")


def start_now(cast: Cast, ref: str, _: str) -> None:
    """Press "Start it now"."""
    _press(cast, f"/checkout/{ref}/start-queued")


def left(cast: Cast, ref: str, megabytes: str) -> None:
    """So much is left on the card, the carrier says so, and we ask."""
    with cast.scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        with write(session, "usage_due"):
            order = orders.by_ref(session, ref)
            if order is None:
                return
            order.card.usage_due_at = cast.scene.clock()
        tell_carrier(cast.scene, order.card, BYTES_PER_GB - int(megabytes) * BYTES_PER_MB)
    cast.scene.worker.refresh_usage()


def _press(cast: Cast, path: str) -> None:
    status = cast.client.post(path, data={}).status_code
    if status >= 500:
        cast.note(f"{path} answered {status}")


QUEUE: Mapping[str, Callable[[Cast, str, str], None]] = {
    "call-off": call_off,
    "start-now": start_now,
    "left": left,
}
