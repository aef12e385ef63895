"""Every query on signed-in devices. The cookie holds a token of 256 bits; the row only its hash."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from tmcard.domain.accounts import SESSION_IDLE, SESSION_LIFETIME
from tmcard.domain.identifiers import new_token
from tmcard.store.models import Owner, OwnerSession
from tmcard.store.prepared import Prepared

_Instant = datetime | ColumnElement[datetime]
#: So much of the hash names a session in a form: enough to be unique, useless as a key.
REF_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Live:
    """A session that is good now, and whose it is."""

    session_id: int
    owner_id: int
    msisdn: str
    locale: str
    zone: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device as its owner sees it in the list."""

    ref: str
    name: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def begin(session: Session, owner_id: int, *, device: str, now: datetime) -> str:
    """Sign a device in; answers the token, which is kept nowhere else."""
    token = new_token()
    session.execute(
        insert(OwnerSession).values(
            owner_id=owner_id,
            token_hash=_hashed(token),
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIFETIME,
            device=device,
        )
    )
    return token


def find(session: Session | Engine, token: str, now: datetime) -> Live | None:
    """The session of `token` if it has neither ended nor lapsed. One statement, columns only."""
    found = _FIND.run(session, **holder(token, now))
    return Live(*found[0]) if found else None


def holder(token: str, now: datetime) -> dict[str, Any]:
    """The values for `is_holder`."""
    return {"token_hash": _hashed(token), "now": now, "idle_since": now - SESSION_IDLE}


def see(session: Session, session_id: int, now: datetime) -> None:
    """Note that the device was here."""
    session.execute(
        update(OwnerSession)
        .where(OwnerSession.id == session_id, OwnerSession.seen_at < now)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def devices(session: Session, owner_id: int, *, this: str, now: datetime) -> list[Device]:
    """The owner's signed-in devices, the one with token `this` first, then as lately seen."""
    query = select(OwnerSession.token_hash, OwnerSession.device, OwnerSession.created_at, OwnerSession.seen_at)
    rows = session.execute(query.where(OwnerSession.owner_id == owner_id, _is_live(now, now - SESSION_IDLE)))
    listed = [Device(row[0][:REF_LENGTH], row[1], row[2], row[3], row[0] == _hashed(this)) for row in rows]
    return sorted(listed, key=lambda device: (device.is_this, device.seen_at), reverse=True)


def end(session: Session, token: str, now: datetime) -> None:
    """Sign the device with this token out."""
    _end(session, now, OwnerSession.token_hash == _hashed(token))


def end_one(session: Session, owner_id: int, ref: str, now: datetime) -> bool:
    """Sign one of the owner's devices out, by its name in the list. False when it is none of theirs."""
    is_whole = len(ref) == REF_LENGTH
    return is_whole and _end(
        session, now, OwnerSession.owner_id == owner_id, OwnerSession.token_hash.startswith(ref, autoescape=True)
    )


def end_all(session: Session, owner_id: int, now: datetime, *, but: str | None = None) -> None:
    """Sign all the owner's devices out, except the one with token `but`."""
    spared = [OwnerSession.token_hash != _hashed(but)] if but is not None else []
    _end(session, now, OwnerSession.owner_id == owner_id, *spared)


def _end(session: Session, now: datetime, *whose: ColumnElement[bool]) -> bool:
    ended = session.execute(
        update(OwnerSession)
        .where(OwnerSession.ended_at.is_(None), *whose)
        .values(ended_at=now)
        .returning(OwnerSession.id)
        .execution_options(synchronize_session=False)
    )
    return bool(ended.all())


def _is_live(now: _Instant, idle_since: _Instant) -> ColumnElement[bool]:
    return OwnerSession.ended_at.is_(None) & (OwnerSession.expires_at > now) & (OwnerSession.seen_at > idle_since)


def is_holder() -> ColumnElement[bool]:
    """Whether a session is a token's and live: for statements that are built once and run with `holder`'s values."""
    now: _Instant = bindparam("now")
    idle_since: _Instant = bindparam("idle_since")
    return (OwnerSession.token_hash == bindparam("token_hash")) & _is_live(now, idle_since)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def live() -> Select[Any]:
    """The columns of Live for `holder`'s values, for statements that ask for more at once."""
    columns: Any = select(OwnerSession.id, Owner.id, Owner.msisdn, Owner.locale, Owner.zone, OwnerSession.seen_at)
    return cast(Select[Any], columns.join(OwnerSession.owner).where(is_holder()))


_FIND = Prepared(live())
