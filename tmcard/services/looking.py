"""An owner has cards open: their figures are asked for first, for as long as somebody looks."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tmcard.domain.attention import is_noted
from tmcard.store import usage_queue
from tmcard.store.rows import CardRow
from tmcard.store.transactions import write

log = structlog.get_logger()


def is_news(cards: Sequence[CardRow], now: datetime) -> bool:
    """Whether it is yet to be written down that one of these cards is looked at: every few minutes, not every time."""
    return not all(is_noted(card.looked_at, now) for card in cards)


def note(session: Session, owner_id: int, cards: Sequence[CardRow], now: datetime) -> None:
    """Write down that the owner has these cards open. Commits.

    A database that cannot take the note now does not keep the page from being shown.
    """
    ref = cards[0].ref if len(cards) == 1 else None
    try:
        with write(session, "cards_looked_at"):
            usage_queue.look(session, owner_id, ref, now)
    except OperationalError:
        log.warning("look_not_noted", owner_id=owner_id)
