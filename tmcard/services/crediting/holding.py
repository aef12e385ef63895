"""Why nothing may be loaded for a paid order: its money is disputed, or has gone back already."""

from sqlalchemy.orm import Session

from tmcard.domain.payments import PaymentStatus
from tmcard.services.crediting import outcomes
from tmcard.services.crediting.outcomes import Work
from tmcard.store import disputes, orders, payments
from tmcard.store.models import Order
from tmcard.store.transactions import write


def hold_of(session: Session, order: Order) -> str | None:
    """What stands against a top-up for `order`, or None."""
    payment = payments.paying(session, order.id)
    if payment is None:
        return None
    if payment.status == PaymentStatus.REFUNDED:
        return "refunded_elsewhere"
    return "disputed" if disputes.stands_against(session, payment.id) else None


def held(session: Session, work: Work) -> None:
    """The carrier surely has nothing of ours: wait for the end of the dispute, or end where the money is gone.

    When it goes on it begins anew, against what the card will hold by then.
    """
    if work.hold != "disputed":
        return outcomes.give_back(session, work, work.hold or "")
    anew = {"top_up_tries": 0, "top_up_sent_at": None, "baseline_total_bytes": None, "baseline_days": None}
    with write(session, "held"):
        orders.advance(session, work.order.id, "held", work.act(), next_at=None, lease_until=None, **anew)
    return None
