"""Who belongs to the staff: decided by whoever runs the server, by command, never over the web."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.staff import INVITATION_LIFETIME, is_name
from tmcard.services import passwords
from tmcard.services.codes import Keys
from tmcard.services.staffing import authenticator
from tmcard.store import staff
from tmcard.store.models import StaffMember
from tmcard.store.transactions import write

log = structlog.get_logger()


class MalformedName(ValueError):
    """Nobody can be called so."""


class NameTaken(Exception):
    """Somebody is, or was, called so: the journal must not speak of two people by one name."""


class NoSuchStaff(LookupError):
    """Nobody of the staff is called so."""


def invite(session: Session, keys: Keys, name: str, now: datetime) -> str:
    """Add a member; answers the one-time password that begins their enrolment and is kept nowhere. Commits.

    Raises MalformedName, NameTaken.
    """
    if not is_name(name):
        raise MalformedName(name)
    password = new_ref()
    facts = _fresh(keys, password, now)
    with write(session, "staff_invited"):
        if staff.add(session, name=name, now=now, **facts) is None:
            raise NameTaken(name)
    log.warning("staff_invited", staff=name)
    return password


def invite_again(session: Session, keys: Keys, name: str, now: datetime) -> str:
    """Let a member enrol anew: password forgotten, telephone lost, or disabled before. Commits.

    What they had opens nothing any more, and every browser is signed out. Raises NoSuchStaff.
    """
    password = new_ref()
    facts = _fresh(keys, password, now)
    with write(session, "staff_invited_again"):
        member = _named(session, name)
        staff.put(session, member.id, enrolled_at=None, disabled_at=None, key_step=0, **facts)
        staff.end_all(session, member.id, now)
    log.warning("staff_invited_again", staff=name)
    return password


def disable(session: Session, name: str, now: datetime) -> None:
    """Let a member in no more; every browser is signed out. Harmless to repeat. Commits. Raises NoSuchStaff."""
    with write(session, "staff_disabled"):
        member = _named(session, name)
        staff.put(session, member.id, disabled_at=member.disabled_at or now)
        staff.end_all(session, member.id, now)
    log.warning("staff_disabled", staff=name)


def _named(session: Session, name: str) -> StaffMember:
    member = staff.by_name(session, name)
    if member is None:
        raise NoSuchStaff(name)
    return member


def _fresh(keys: Keys, password: str, now: datetime) -> dict[str, object]:
    return {
        "password_hash": passwords.hash_password(password),
        "key_sealed": authenticator.seal(keys, authenticator.new_key()),
        "invited_until": now + INVITATION_LIFETIME,
    }
