"""A share's money: whether it may be taken, and where it goes. The lock on the split decides who is last."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.splits import Outcome, Place
from tmcard.store import splits
from tmcard.store.models import Order, Split


def hindrance(session: Session, order: Order, now: datetime) -> str | None:
    """Why no money may be taken for a share: the split has ended, or somebody else has paid this very share."""
    if order.split_id is None:
        return None
    split = splits.by_id(session, order.split_id)
    if _is_over(split, now):
        return "split_ended"
    return "split_share_paid" if order.share_number in splits.taken(session, split.id, but=order.id) else None


def has_room(session: Session, order: Order) -> bool:
    """Whether the share is still to be paid, in the transaction that is about to have its money taken.

    Locks the split until that ends, so of two at one share one sees the other.
    """
    if order.split_id is None:
        return True
    split = splits.locked(session, order.split_id)
    return split.ended_at is None and order.share_number not in splits.taken(session, split.id, but=order.id)


def place(session: Session, order: Order, now: datetime) -> Place:
    """Where the money that was taken for a share goes, in the transaction that writes it down. Ends a split that is
    complete with it.
    """
    if order.split_id is None:
        return Place.LAST
    split = splits.locked(session, order.split_id)
    # Taken in time and written down late is late: the others may have been told that it failed.
    if _is_over(split, now) or order.share_number in splits.taken(session, split.id, but=order.id):
        return Place.NONE
    if splits.pooled(session, split.id, but=order.id) + 1 < split.shares:
        return Place.WAITS
    splits.end(session, split.id, Outcome.COMPLETE, now)
    return Place.LAST


def _is_over(split: Split, now: datetime) -> bool:
    return split.ended_at is not None or split.deadline_at <= now
