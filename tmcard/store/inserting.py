"""INSERT with ON CONFLICT, which both databases know and SQLAlchemy has a class for each of."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tmcard.store.models import Base


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert:
    """An INSERT that can say what happens on a conflict, for the session's database: both classes say it alike."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)
