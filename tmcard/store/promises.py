"""What became of the promise that a quote was: the end that was shown, and the one that the carrier set."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.quotes import Start, end_moved_by
from tmcard.store.models import Order
from tmcard.store.rows import Renewal


@dataclass(frozen=True, slots=True)
class MovedEnd:
    """The end that the carrier set, and by how much it is later (below zero: earlier) than what was shown."""

    ends_at: datetime
    by: timedelta


def moved_end(session: Session, renewal: Renewal | None, now: datetime) -> MovedEnd | None:
    """Whether a renewal that arrived, and is still news, got another end than was shown before paying."""
    if renewal is None or renewal.status is not OrderStatus.CREDITED or not renewal.is_news(now):
        return None
    query = select(Order.after_ends_at, Order.stated_ends_at, Order.starts).where(Order.ref == renewal.ref)
    promised, stated, starts = session.execute(query).one()
    by = end_moved_by(promised, stated, Start(starts))
    return MovedEnd(stated, by) if stated is not None and by is not None else None
