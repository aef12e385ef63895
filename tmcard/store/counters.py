"""Counting what is limited, in the database: every web process sees the same number, and a restart forgets nothing."""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Delete, bindparam, case, delete, select
from sqlalchemy.orm import Session

from tmcard.store.inserting import insert_into
from tmcard.store.models import Counter


def hit(session: Session, key: str, limit: int, window: timedelta, now: datetime, by: int = 1) -> bool:
    """Count `by` under `key` and answer whether that was still within `limit`.

    The window begins with the first hit and does not move. One statement, so that of many at once
    exactly `limit` are allowed.
    """
    fresh = insert_into(session, Counter).values(key=hashed(key), count=by, ends_at=now + window)
    is_over = Counter.ends_at <= now
    counted = fresh.on_conflict_do_update(
        index_elements=[Counter.key],
        set_={
            "count": case((is_over, by), else_=Counter.count + by),
            "ends_at": case((is_over, fresh.excluded.ends_at), else_=Counter.ends_at),
        },
    ).returning(Counter.count)
    return session.execute(counted).scalar_one() <= limit


def count(session: Session, key: str, now: datetime) -> int:
    """How often `key` was counted in the window that runs."""
    query = select(Counter.count).where(Counter.key == hashed(key), Counter.ends_at > now)
    return session.execute(query).scalar_one_or_none() or 0


def ends_at(session: Session, key: str, now: datetime) -> datetime | None:
    """When the window that runs for `key` ends, or None where none runs."""
    query = select(Counter.ends_at).where(Counter.key == hashed(key), Counter.ends_at > now)
    return session.execute(query).scalar_one_or_none()


def forget(session: Session, key: str) -> None:
    """Begin again at nothing: whoever was counted has proven to be the right one."""
    session.execute(_forgetting(), {"hashed": hashed(key)})


@lru_cache
def _forgetting() -> Delete:
    mine = delete(Counter).where(Counter.key == bindparam("hashed"))
    return mine.execution_options(synchronize_session=False)


def prune(session: Session, now: datetime) -> int:
    """Drop the counters whose window is over; answers how many."""
    gone = session.execute(
        delete(Counter)
        .where(Counter.ends_at <= now)
        .returning(Counter.key)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def hashed(key: str) -> str:
    """How `key` is written down: what is counted is often a phone number or an address."""
    return sha256(f"tmcard.counter|{key}".encode()).hexdigest()
