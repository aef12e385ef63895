"""Who works on a row right now: a lease that ends by itself, and a fence that stops those who overslept."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from tmcard.domain.backoff import CALL_ROOM, LEASE
from tmcard.store.models import Dispute, Message, Order, Payment, RefundRow
from tmcard.store.prepared import Prepared

Worked = Order | Payment | RefundRow | Dispute | Message


def claim(session: Session, table: type[Worked], row_id: int, *, statuses: Any, now: datetime) -> int | None:
    """Take the row for a while if it is in one of `statuses` and nobody holds it. Answers the fence, or None.

    Whoever dies holding it leaves it due at the end of the lease, however far off its next look was.
    """
    given = {"row_id": row_id, "now": now, "until": now + LEASE}
    return session.execute(_claiming(table, frozenset(statuses)), given).scalar_one_or_none()


@lru_cache
def _claiming(table: type[Worked], statuses: frozenset[str]) -> ReturningUpdate[int]:
    now, until = _instant(table, "now"), _instant(table, "until")
    return (
        update(table)
        .where(
            table.id == bindparam("row_id"),
            table.status.in_(sorted(statuses)),
            _is_free(table, now),
        )
        .values(lease_until=until, next_at=until, fence=table.fence + 1)
        .returning(table.fence)
        .execution_options(synchronize_session=False)
    )


def has_room(session: Session, table: type[Worked], row_id: int, fence: int, now: datetime) -> bool:
    """Whether the claim is still ours and lasts long enough for a call."""
    return bool(_with_room(table).run(session, row_id=row_id, held_fence=fence, after=now + CALL_ROOM))


def release(
    session: Session, table: type[Worked], row_id: int, fence: int, *, next_at: datetime | None, tried: bool = True
) -> bool:
    """Give the row back, to be looked at again at `next_at`. False when somebody else holds it by now."""
    given = session.execute(
        update(table)
        .where(table.id == row_id, table.fence == fence)
        .values(lease_until=None, next_at=next_at, tries=table.tries + int(tried))
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return given.scalar_one_or_none() is not None


def is_due(session: Session, table: type[Worked], row_id: int, now: datetime) -> bool:
    """Whether the row's time has come and nobody holds it."""
    return bool(_one_due(table).run(session, row_id=row_id, now=now))


def due(session: Session, table: type[Worked], now: datetime, limit: int = 100) -> list[int]:
    """Keys of rows whose time has come and that nobody holds, the longest waiting first."""
    return [row_id for (row_id,) in _all_due(table).run(session, now=now, limit=limit)]


@lru_cache
def _one_due(table: type[Worked]) -> Prepared:
    now = _instant(table, "now")
    return Prepared(select(table.id).where(table.id == bindparam("row_id"), table.next_at <= now, _is_free(table, now)))


@lru_cache
def _with_room(table: type[Worked]) -> Prepared:
    mine = (table.id == bindparam("row_id"), table.fence == bindparam("held_fence"))
    return Prepared(select(table.id).where(*mine, table.lease_until > _instant(table, "after")))


@lru_cache
def _all_due(table: type[Worked]) -> Prepared:
    now = _instant(table, "now")
    mine = select(table.id).where(table.next_at <= now, _is_free(table, now))
    return Prepared(mine.order_by(table.next_at).limit(bindparam("limit")))


def _instant(table: type[Worked], name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=table.next_at.type)


def _is_free(table: type[Worked], now: BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(table.lease_until.is_(None), table.lease_until <= now)
