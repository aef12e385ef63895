"""What an owner may do about a queued renewal of theirs: have the money back, or have the renewal now.

Either ends the queue, and so does the worker when its time has come. Of all who try at once one succeeds: the status
is the lock, and whoever had the order claimed writes nothing more.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.refunds import CANCELLED
from tmcard.domain.states import Act
from tmcard.services import refunding
from tmcard.services.queueing import starting
from tmcard.store import orders, payments
from tmcard.store.models import Order
from tmcard.store.transactions import write


def cancel(session: Session, order_id: int, now: datetime) -> bool:
    """End the queue and begin to give back all that is left of the money. False when it is not queued any more.

    Commits. Asking again is harmless.
    """
    act = Act("owner", now)
    with write(session, "queue_cancelled"):
        orders.lock(session, order_id)
        if not orders.stop(session, order_id, "queue_cancelled", act, failure=CANCELLED, worked_since=now):
            return False
        payment = payments.paying(session, order_id)
        if payment is not None:
            refunding.give_back_the_rest(session, payment.id, act)
    return True


def start_now(session: Session, order_id: int, now: datetime) -> bool:
    """Let the renewal go to its card at once. False when it is not queued any more. Commits; harmless to repeat."""
    with write(session, "queue_ended_early"):
        order = orders.by_id(session, order_id)
        return starting.begin(session, order, Act("owner", now, None, {"why": "owner"}), fence=Order.fence + 1)
