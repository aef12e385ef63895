"""Whose usage is asked for next, and who looks at what: the queue is in the cards' own rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from tmcard.domain.attention import NOTED_EVERY, WATCHED_FOR, Attention, Schedule
from tmcard.store.models import Card

FRESH = {"populate_existing": True}
_OURS = {"synchronize_session": False}
_Instant = InstrumentedAttribute[datetime | None]


def claim(
    session: Session, carrier: str, kinds: Sequence[Attention], limit: int, *, now: datetime, until: datetime
) -> list[Card]:
    """Take up to `limit` due cards of the carrier, those of the first kind first, then the longest waiting.

    Nobody else gets them before `until`; whoever dies with them leaves them due again then. In the order of their keys.
    """
    found: list[int] = []
    for kind in kinds:
        if len(found) < limit:
            found += [key for key in _due(session, carrier, kind, limit, now) if key not in found]
    taken = session.scalars(
        update(Card)
        .where(Card.id.in_(found[:limit]), or_(Card.usage_due_at <= now, Card.news_at <= now))
        .values(usage_due_at=until, news_at=until)
        .returning(Card.id)
        .execution_options(**_OURS)
    ).all()
    query = select(Card).where(Card.id.in_(taken)).order_by(Card.id)
    return list(session.scalars(query.execution_options(**FRESH)))


def put_off(session: Session, card_ids: Sequence[int], until: datetime) -> None:
    """Let the cards be due again at `until`: nothing was learnt of them."""
    values = {"usage_due_at": until, "news_at": until}
    session.execute(update(Card).where(Card.id.in_(card_ids)).values(**values).execution_options(**_OURS))


def settle(session: Session, card_id: int, found: Schedule) -> None:
    """Write down when the card is asked for again."""
    values = {"attention": found.attention, "usage_due_at": found.due_at, "news_at": found.news_at}
    session.execute(update(Card).where(Card.id == card_id).values(**values).execution_options(**_OURS))


def look(session: Session, owner_id: int, ref: str | None, now: datetime) -> None:
    """Note that the owner has the card open, or all their cards. A card that somebody works on is noted next time."""
    mine = (Card.owner_id == owner_id) if ref is None else (Card.owner_id == owner_id) & (Card.ref == ref)
    is_news = or_(Card.looked_at.is_(None), Card.looked_at <= now - NOTED_EVERY)
    free = select(Card.id).where(mine, is_news).with_for_update(skip_locked=True)
    session.execute(update(Card).where(Card.id.in_(free)).values(looked_at=now).execution_options(**_OURS))


def _due(session: Session, carrier: str, kind: Attention, limit: int, now: datetime) -> Sequence[int]:
    watched = Card.looked_at > now - WATCHED_FOR
    if kind is Attention.WATCHED:
        return _keys(session, limit, Card.news_at, Card.carrier == carrier, watched, Card.news_at <= now)
    due = (Card.carrier == carrier, Card.attention == kind, Card.usage_due_at <= now)
    return _keys(session, limit, Card.usage_due_at, *due)


def _keys(session: Session, limit: int, oldest: _Instant, *which: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(select(Card.id).where(*which).order_by(oldest).limit(limit)).all()
