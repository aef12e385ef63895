"""Every query on owners."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.store.inserting import insert_into
from tmcard.store.models import Owner

FRESH = {"populate_existing": True}


def by_id(session: Session, owner_id: int) -> Owner | None:
    """The owner as the database has them now."""
    return session.scalars(select(Owner).where(Owner.id == owner_id).execution_options(**FRESH)).one_or_none()


def by_msisdn(session: Session, msisdn: str) -> Owner | None:
    """The owner with this number (E.164)."""
    return session.scalars(select(Owner).where(Owner.msisdn == msisdn).execution_options(**FRESH)).one_or_none()


def add(session: Session, *, msisdn: str, password_hash: str, locale: str, zone: str, now: datetime) -> int | None:
    """Store a new owner and answer the id, or None when the number has been taken meanwhile."""
    facts = {"msisdn": msisdn, "password_hash": password_hash, "locale": locale, "zone": zone, "created_at": now}
    fresh = insert_into(session, Owner).values(**facts)
    added = fresh.on_conflict_do_nothing(index_elements=[Owner.msisdn]).returning(Owner.id)
    return session.execute(added).scalar_one_or_none()


def put(session: Session, owner_id: int, **values: Any) -> None:
    """Write what the owner chose."""
    session.execute(
        update(Owner).where(Owner.id == owner_id).values(**values).execution_options(synchronize_session=False)
    )


def replace_hash(session: Session, owner_id: int, *, old: str, new: str) -> bool:
    """Set the password's hash if it still is `old`. False when somebody was faster."""
    done = session.execute(
        update(Owner)
        .where(Owner.id == owner_id, Owner.password_hash == old)
        .values(password_hash=new)
        .returning(Owner.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def mark_refused(session: Session, owner_id: int, channel: str, recipient: str, now: datetime) -> bool:
    """Remember that nothing arrives at this address or number. False when it is not theirs (any more), or known."""
    is_mail = channel == Channel.EMAIL
    own, mark = (Owner.email, Owner.email_refused_at) if is_mail else (Owner.msisdn, Owner.phone_refused_at)
    return _mark(session, {mark: now}, Owner.id == owner_id, own == recipient, mark.is_(None))


def mark_reached(session: Session, msisdn: str) -> bool:
    """Take that back for a number: something arrived there."""
    return _mark(session, {Owner.phone_refused_at: None}, Owner.msisdn == msisdn, Owner.phone_refused_at.is_not(None))


def verify_email(session: Session, owner_id: int, email: str, now: datetime) -> bool:
    """Remember that somebody reads this address. False when the owner has another one by now."""
    values = {Owner.email_verified_at: now, Owner.email_refused_at: None}
    return _mark(session, values, Owner.id == owner_id, Owner.email == email)


def _mark(session: Session, values: dict[Any, Any], *where: ColumnElement[bool]) -> bool:
    done = session.execute(
        update(Owner).where(*where).values(values).returning(Owner.id).execution_options(synchronize_session=False)
    )
    return bool(done.all())
