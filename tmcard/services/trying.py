"""Promotion codes that somebody tries: so many an hour, so that nobody finds out by trying which ones there are."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.services import throttling
from tmcard.store.transactions import write

TRIES = (Limit("promotion-code-hour", 20, timedelta(hours=1)), Limit("promotion-code-day", 60, timedelta(days=1)))


def count(session: Session, subject: str, now: datetime) -> None:
    """Count one try. Commits. Raises TooMany."""
    with write(session, "code_tried"):
        throttling.allow(session, TRIES, subject, now)
