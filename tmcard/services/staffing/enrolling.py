"""The first visit: a member replaces the one-time password and shows that the authenticator works."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.services import passwords
from tmcard.services.codes import Keys
from tmcard.services.staffing import authenticator
from tmcard.services.staffing.entering import Entered
from tmcard.store import staff
from tmcard.store.models import StaffMember
from tmcard.store.transactions import release, write

log = structlog.get_logger()


class NotEnrolling(Exception):
    """The one-time password was used up, replaced or shown too long ago."""


class WrongCode(Exception):
    """That is not what the authenticator shows now."""


class SamePassword(Exception):
    """The one-time password is known to whoever printed it: it cannot become the lasting one (ASVS 6.4.1)."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the page shows: whose it is, and the key to put into the authenticator."""

    name: str
    key: str
    address: str


def look(session: Session, keys: Keys, token: str, now: datetime) -> Enrolment:
    """What there is to set up for the browser that showed the one-time password. Raises NotEnrolling."""
    member = _member(session, token, now)
    key = authenticator.unseal(keys, member.key_sealed)
    return Enrolment(member.name, authenticator.spelled(key), authenticator.address(key, member.name))


def enrol(session: Session, keys: Keys, token: str, *, password: str, code: str, device: str, now: datetime) -> Entered:
    """Take the member's own password and their authenticator, and sign them in. Commits.

    Raises NotEnrolling, WrongCode, SamePassword, Crowded. The caller has judged the password.
    """
    member = _member(session, token, now)
    step = authenticator.step_of(authenticator.unseal(keys, member.key_sealed), code, now)
    if step is None:
        raise WrongCode
    if passwords.verify(member.password_hash, password).is_right:
        raise SamePassword
    facts = {"password_hash": passwords.hash_password(password), "enrolled_at": now, "invited_until": None}
    with write(session, "staff_enrolled"):
        if not staff.use_code(session, member, step, **facts):
            raise NotEnrolling
        staff.end_all(session, member.id, now)
        fresh = staff.begin(session, member.id, device=device, now=now)
    log.info("staff_enrolled", staff=member.name)
    return Entered(fresh, is_enrolling=False)


def _member(session: Session, token: str, now: datetime) -> StaffMember:
    live = staff.find(session, token, now, is_enrolling=True) if token else None
    member = staff.by_id(session, live.staff_id) if live is not None else None
    release(session)
    if member is None or member.enrolled_at is not None:
        raise NotEnrolling
    return member
