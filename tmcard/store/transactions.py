"""The edges of a transaction: where a write begins, and the crash points around its commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from tmcard.domain.crashpoints import reached
from tmcard.store.engine import WRITES, TransactionOpen


@contextmanager
def write(session: Session, name: str) -> Iterator[None]:
    """Run one short write transaction and commit it; `name` names its crash points.

    A read transaction the session still holds is ended first. Rolls back and re-raises on an error.
    """
    release(session)
    session.connection(execution_options={WRITES: True})
    try:
        yield
        session.flush()
        reached(f"before:{name}")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    reached(f"after:{name}")


def release(session: Session) -> None:
    """End the running read transaction: what was read stays usable, the connection goes back.

    A commit and not a rollback, since a rollback would forget every row that was read.
    Raises TransactionOpen when there is something unwritten: that belongs in `write`.
    """
    if session.new or session.dirty or session.deleted:
        raise TransactionOpen
    session.commit()
