"""After the script: time goes on from one due row to the next until nothing is due, and late news changes nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.faults.acts import Cast
from tests.faults.scene import CARRIERS, PAYPAL, Scene
from tests.faults.second import made
from tests.rows import NOW
from tmcard.domain.orders import FINAL
from tmcard.services.sweeping import TABLES
from tmcard.store.models import Order
from tmcard.web.database import db
from tmcard.worker import SWEEP_SECONDS

#: So many looks end every renewal whose money PayPal does not hold.
MOST_ROUNDS = 60


def recover(cast: Cast) -> float | None:
    """Drive everything to its end; answers when the paid order ended, by the world's clock, if it was paid."""
    ended_at = None
    for _ in range(MOST_ROUNDS):
        due, is_over = _next(cast)
        if is_over and ended_at is None:
            ended_at = cast.memory.seconds
        if due is None:
            break
        ahead = (due - NOW).total_seconds() - cast.memory.seconds
        cast.perform(f"work:{max(SWEEP_SECONDS, ahead)}")
    cast.perform("look")
    return ended_at


def _next(cast: Cast) -> tuple[datetime | None, bool]:
    """When a row is due next, and whether the first order was paid and has ended."""
    with cast.scene.app.app_context(), Session(db.engine) as session:
        times = [_due(*row) for table in TABLES.values()
                 for row in session.execute(select(table.next_at, table.lease_until))]  # fmt: skip
        order = session.scalars(select(Order).where(Order.ref == cast.ground.refs[0])).one()
        is_over = order.status in FINAL and order.paid_at is not None
    known = [time for time in times if time is not None]
    return (min(known) if known else None), is_over


def _due(next_at: datetime | None, lease_until: datetime | None) -> datetime | None:
    """When somebody may take the row: at its time, but not while another holds it."""
    return max(next_at, lease_until or next_at) if next_at is not None else None


def late_news(cast: Cast, *, is_hostile: bool) -> None:
    """Everything PayPal ever said comes again, last first, and the payer comes back once more: nothing moves."""
    before = _money(cast.scene)
    for step in ("hooks:reversed", "return", "work"):
        cast.perform(step)
    if _money(cast.scene) != before and not is_hostile:
        cast.note(f"17: late news moved money: {before} became {_money(cast.scene)}")


def _money(scene: Scene) -> tuple[list[tuple[str, str, int]], int]:
    captures = [(c["id"], c["status"], c["refunded_minor"]) for c in scene.account(PAYPAL)["captures"]]
    return captures, len(made(scene.account(CARRIERS)))
