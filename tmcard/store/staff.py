"""Every query on members of staff and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_token
from tmcard.domain.staff import ENROLMENT_LIFETIME, SESSION_IDLE, SESSION_LIFETIME
from tmcard.store.inserting import insert_into
from tmcard.store.models import StaffMember, StaffSession

FRESH = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class Live:
    """A session that is good now, and whose it is."""

    session_id: int
    staff_id: int
    name: str
    seen_at: datetime


def add(session: Session, *, name: str, now: datetime, **values: Any) -> int | None:
    """Store a new member and answer the id, or None when the name is, or was, somebody's."""
    fresh = insert_into(session, StaffMember).values(name=name, created_at=now, key_step=0, **values)
    added = fresh.on_conflict_do_nothing(index_elements=[StaffMember.name]).returning(StaffMember.id)
    return session.execute(added).scalar_one_or_none()


def by_name(session: Session, name: str) -> StaffMember | None:
    """The member of this name as the database has them now."""
    query = select(StaffMember).where(StaffMember.name == name).execution_options(**FRESH)
    return session.scalars(query).one_or_none()


def by_id(session: Session, staff_id: int) -> StaffMember:
    """The member as the database has them now."""
    return session.scalars(select(StaffMember).where(StaffMember.id == staff_id).execution_options(**FRESH)).one()


def everybody(session: Session) -> list[StaffMember]:
    """All who are or were members, by name."""
    return list(session.scalars(select(StaffMember).order_by(StaffMember.name).execution_options(**FRESH)))


def put(session: Session, staff_id: int, **values: Any) -> None:
    """Write what an operator decided about the member."""
    session.execute(
        update(StaffMember)
        .where(StaffMember.id == staff_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def use_code(session: Session, member: StaffMember, step: int, **values: Any) -> bool:
    """Spend the code of half minute `step`, and write `values`, if the member still is as `member` was read.

    One UPDATE, so of many sign-ins with one code a single one gets True.
    """
    done = session.execute(
        update(StaffMember)
        .where(
            StaffMember.id == member.id,
            StaffMember.password_hash == member.password_hash,
            StaffMember.disabled_at.is_(None),
            StaffMember.key_step < step,
        )
        .values(key_step=step, **values)
        .returning(StaffMember.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def begin(session: Session, staff_id: int, *, device: str, now: datetime, is_enrolling: bool = False) -> str:
    """Sign a browser in; answers the token, which is kept nowhere else."""
    token = new_token()
    lifetime = ENROLMENT_LIFETIME if is_enrolling else SESSION_LIFETIME
    times = {"created_at": now, "seen_at": now, "expires_at": now + lifetime}
    facts = {"staff_id": staff_id, "token_hash": _hashed(token), "is_enrolling": is_enrolling, "device": device}
    session.execute(insert(StaffSession).values(**facts, **times))
    return token


def find(session: Session, token: str, now: datetime, *, is_enrolling: bool = False) -> Live | None:
    """The session of `token` if it has neither ended nor lapsed, its member is one still, and it is of that kind."""
    query = select(StaffSession.id, StaffMember.id, StaffMember.name, StaffSession.seen_at).join(StaffSession.member)
    live = [StaffSession.ended_at.is_(None), StaffSession.expires_at > now, StaffSession.seen_at > now - SESSION_IDLE]
    row = session.execute(
        query.where(
            StaffSession.token_hash == _hashed(token),
            StaffSession.is_enrolling.is_(is_enrolling),
            StaffMember.disabled_at.is_(None),
            *live,
        )
    ).one_or_none()
    return Live(*row) if row is not None else None


def see(session: Session, session_id: int, now: datetime) -> None:
    """Note that the browser was here."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.seen_at < now)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end(session: Session, token: str, now: datetime) -> None:
    """Sign the browser with this token out."""
    _end(session, now, StaffSession.token_hash == _hashed(token))


def end_all(session: Session, staff_id: int, now: datetime) -> None:
    """Sign every browser of the member out."""
    _end(session, now, StaffSession.staff_id == staff_id)


def _end(session: Session, now: datetime, whose: ColumnElement[bool]) -> None:
    session.execute(
        update(StaffSession)
        .where(StaffSession.ended_at.is_(None), whose)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
