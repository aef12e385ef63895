"""Every query on messages."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tmcard.store.models import Message


def by_key(session: Session, key: str) -> Message | None:
    """The message about this very thing, if it was queued before."""
    return session.scalars(select(Message).where(Message.key == key)).one_or_none()


def by_id(session: Session, message_id: int) -> Message:
    """The message as the database has it now."""
    query = select(Message).where(Message.id == message_id).execution_options(populate_existing=True)
    return session.scalars(query).one()


def of_order(session: Session, order_id: int) -> list[Message]:
    """What was written about the order, oldest first."""
    return list(session.scalars(select(Message).where(Message.order_id == order_id).order_by(Message.id)))


def put(session: Session, message_id: int, fence: int, **values: Any) -> bool:
    """Write what became of the message, under its claim."""
    done = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.fence == fence)
        .values(**values)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None
