"""A guest who has an account keeps a payment in it."""

from sqlalchemy.orm import Session

from tmcard.store import guests
from tmcard.store.models import Order
from tmcard.store.transactions import write


def keep(session: Session, order: Order, owner_id: int) -> bool:
    """Let the order be seen from this account too. Commits. False where it is in one already.

    Whether it is theirs is for the caller to know: they came to it through its link, or paid it in this browser.
    """
    with write(session, "payment_kept"):
        return guests.keep(session, order.id, owner_id)
