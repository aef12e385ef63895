"""Becoming an owner: a number, a password, and the code that proves the number."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import Purpose
from tmcard.domain.ports import Wake
from tmcard.services import devices, passwords, verifying
from tmcard.services.codes import Keys
from tmcard.services.verifying import CodeRefused, Visitor
from tmcard.store import owners, sessions
from tmcard.store.models import Verification
from tmcard.store.transactions import write

log = structlog.get_logger()


class AlreadyRegistered(Exception):
    """The number got an account while its code was on the way. Told only to whoever had the code."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A device is signed in: the session's token, and the mark by which the browser is known next time."""

    owner_id: int
    token: str
    mark: str


def register(session: Session, wake: Wake, visitor: Visitor, password: str, now: datetime) -> str:
    """Send the number a code; answers the ref of its verification. Commits. Raises TooMany, Crowded.

    Does and answers the same whether the number has an account or not.
    """
    verifying.admit(session, visitor, Purpose.REGISTER, now)
    pending_hash = passwords.hash_password(password)
    owner = owners.by_msisdn(session, visitor.msisdn)
    return verifying.send(session, wake, visitor, Purpose.REGISTER, owner=owner, pending_hash=pending_hash, now=now)


def confirm(session: Session, keys: Keys, ref: str, code: str, *, device: str, now: datetime) -> Opened:
    """Make the owner and sign this device in, in one transaction with using the code up.

    Raises CodeRefused, TooMany, AlreadyRegistered.
    """
    with write(session, "registration_confirmed"):
        checked = verifying.check(session, keys, ref, code, purpose=Purpose.REGISTER, now=now)
        proven = checked.verification
        opened = _open(session, keys, proven, device, now) if proven is not None else None
    if proven is None:
        raise CodeRefused(checked.problem)
    if opened is None:
        raise AlreadyRegistered
    log.info("owner_registered", owner_id=opened.owner_id)
    return opened


def _open(session: Session, keys: Keys, proven: Verification, device: str, now: datetime) -> Opened | None:
    password_hash = proven.pending_hash or ""
    owner_id = owners.add(
        session, msisdn=proven.msisdn, password_hash=password_hash, locale=proven.locale, zone=proven.zone, now=now
    )
    if owner_id is None:
        return None
    token = sessions.begin(session, owner_id, device=device, now=now)
    return Opened(owner_id, token, devices.issue(keys, owner_id, password_hash, now))
