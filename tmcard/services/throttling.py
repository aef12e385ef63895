"""Saying "later": every limited act is counted first, and refused with the instant from which it is allowed again."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.store import counters

log = structlog.get_logger()


class TooMany(Exception):
    """A limit is reached. `until` is when it is worth another try; there is always such an instant."""

    def __init__(self, limit: str, until: datetime) -> None:
        super().__init__(limit)
        self.limit = limit
        self.until = until


def allow(session: Session, limits: Sequence[Limit], subject: str, now: datetime) -> None:
    """Count one act of `subject` against every limit, inside the caller's write transaction.

    Raises TooMany, which rolls the counting back: refused acts do not make the wait longer.
    """
    refused = [
        limit for limit in limits if not counters.hit(session, _key(limit, subject), limit.count, limit.window, now)
    ]
    if not refused:
        return
    ends = [counters.ends_at(session, _key(limit, subject), now) or now for limit in refused]
    log.warning("limit_reached", limit=refused[-1].name)
    raise TooMany(refused[-1].name, max(ends))


def forgive(session: Session, limits: Sequence[Limit], subject: str) -> None:
    """Forget what was counted: `subject` has proven to be who they say."""
    for limit in limits:
        counters.forget(session, _key(limit, subject))


def free_at(session: Session, limit: Limit, subject: str, now: datetime) -> datetime:
    """When the running window of `limit` ends; `now` where none runs."""
    return counters.ends_at(session, _key(limit, subject), now) or now


def _key(limit: Limit, subject: str) -> str:
    return f"{limit.name}|{subject}"
