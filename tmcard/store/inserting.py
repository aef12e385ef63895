"""INSERT with ON CONFLICT, which both databases know and SQLAlchemy has a class for each of."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tmcard.store.models import Base


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert:
    """An INSERT that can say what happens on a conflict, for the session's database."""
    return insert_by(dialect(session), table)


def insert_by(kind: str, table: type[Base]) -> sqlite.Insert:
    """The same for a kind of database: both classes say it alike."""
    return cast(sqlite.Insert, postgresql.insert(table)) if kind == "postgresql" else sqlite.insert(table)


def dialect(session: Session) -> str:
    """Which kind of database the session talks to."""
    return session.get_bind().dialect.name
