"""Every query on messages."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from tmcard.store.gaps import filling, gaps
from tmcard.store.inserting import insert_into
from tmcard.store.models import Message


def add(session: Session, **values: Any) -> int | None:
    """Store a message and answer its id; None where one with its `key` is there, whoever was faster."""
    row = insert_into(session, Message).values(**values)
    added = row.on_conflict_do_nothing(index_elements=[Message.key]).returning(Message.id)
    return session.execute(added).scalar_one_or_none()


def by_key(session: Session, key: str) -> Message | None:
    """The message about this very thing, if it was queued before."""
    return session.scalars(select(Message).where(Message.key == key)).one_or_none()


def id_of(session: Session, key: str) -> int:
    """The id of the message about this very thing."""
    return session.scalars(select(Message.id).where(Message.key == key)).one()


def by_id(session: Session, message_id: int) -> Message:
    """The message as the database has it now."""
    return session.scalars(_one(), {"message_id": message_id}).one()


@lru_cache
def _one() -> Select[Message]:
    return select(Message).where(Message.id == bindparam("message_id")).execution_options(populate_existing=True)


def of_order(session: Session, order_id: int) -> list[Message]:
    """What was written about the order, oldest first."""
    return list(session.scalars(select(Message).where(Message.order_id == order_id).order_by(Message.id)))


def by_ref(session: Session, ref: str) -> Message | None:
    """The message that is called so to the outside."""
    return session.scalars(select(Message).where(Message.ref == ref)).one_or_none()


def by_vendor_ref(session: Session, channel: str, vendor_ref: str) -> Message | None:
    """The message that the service knows by this id of its own."""
    query = select(Message).where(Message.vendor_ref == vendor_ref, Message.channel == channel)
    return session.scalars(query.order_by(Message.id).limit(1)).first()


def mark(session: Session, message_id: int, **values: Any) -> bool:
    """Write once what was heard of a sent message later. False when any of it is known already."""
    unknown = [getattr(Message, name).is_(None) for name in values]
    done = session.execute(
        update(Message)
        .where(Message.id == message_id, *unknown)
        .values(**values)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def put(session: Session, message_id: int, fence: int, **values: Any) -> bool:
    """Write what became of the message, under its claim."""
    given = {"message_id": message_id, "held_fence": fence, **filling(values)}
    return session.execute(_putting(tuple(values)), given).scalar_one_or_none() is not None


@lru_cache
def _putting(names: tuple[str, ...]) -> ReturningUpdate[int]:
    return (
        update(Message)
        .where(Message.id == bindparam("message_id"), Message.fence == bindparam("held_fence"))
        .values(**gaps(names))
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
