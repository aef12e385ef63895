"""Signing members of staff in: name, password and the authenticator's code, all three or nothing."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from tmcard.domain.staff import ALL_TRIES, CLIENT_TRIES, SEEN_EVERY, TRIES
from tmcard.services import passwords, throttling
from tmcard.services.codes import Keys
from tmcard.services.staffing import authenticator
from tmcard.services.verifying import EVERYBODY
from tmcard.store import staff
from tmcard.store.models import StaffMember
from tmcard.store.staff import Live
from tmcard.store.transactions import write

log = structlog.get_logger()


class WrongSignIn(Exception):
    """Name, password and code do not belong together. Which of them is wrong is nobody's business."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser offers. `client` is whom attempts from its address are counted for."""

    name: str
    password: str
    code: str
    client: str
    device: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A browser that is signed in by `token`, or (`is_enrolling`) may only set password and authenticator."""

    token: str
    is_enrolling: bool


def sign_in(session: Session, keys: Keys, attempt: Attempt, now: datetime) -> Entered:
    """Let a member in; whoever shows a one-time password may enrol and needs no code for it. Commits.

    Raises WrongSignIn, TooMany, Crowded. Takes as long for names that nobody has.
    """
    _count(session, attempt, now)
    member = _usable(staff.by_name(session, attempt.name), now)
    verdict = passwords.verify(member.password_hash if member is not None else None, attempt.password)
    if member is None or not verdict.is_right:
        raise _refused(member, "password")
    if member.enrolled_at is None:
        return _let_enrol(session, member, attempt, now)
    fresh = {"password_hash": verdict.fresh_hash or member.password_hash}
    return _let_in(session, keys, member, attempt, fresh, now)


def recognise(session: Session, token: str, now: datetime) -> Live | None:
    """The live session of a cookie's token, or None. Notes at most once in SEEN_EVERY that it was used."""
    live = staff.find(session, token, now) if token else None
    if live is not None and now - live.seen_at >= SEEN_EVERY:
        with write(session, "staff_seen"):
            staff.see(session, live.session_id, now)
    return live


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the browser's session: its cookie is worth nothing from now on. Harmless to repeat. Commits."""
    with write(session, "staff_signed_out"):
        staff.end(session, token, now)


def _count(session: Session, attempt: Attempt, now: datetime) -> None:
    with write(session, "staff_tried"):
        throttling.allow(session, TRIES, _subject(attempt), now)
        throttling.allow(session, CLIENT_TRIES, attempt.client, now)
        throttling.allow(session, ALL_TRIES, EVERYBODY, now)


def _subject(attempt: Attempt) -> str:
    return f"{attempt.name}|{attempt.client}"


def _usable(member: StaffMember | None, now: datetime) -> StaffMember | None:
    """The member, unless they are one no more or their invitation has lapsed."""
    if member is None or member.disabled_at is not None:
        return None
    has_lapsed = member.enrolled_at is None and (member.invited_until is None or member.invited_until <= now)
    return None if has_lapsed else member


def _let_enrol(session: Session, member: StaffMember, attempt: Attempt, now: datetime) -> Entered:
    with write(session, "staff_enrolling"):
        throttling.forgive(session, TRIES, _subject(attempt))
        token = staff.begin(session, member.id, device=attempt.device, now=now, is_enrolling=True)
    log.info("staff_enrolling", staff=member.name)
    return Entered(token, is_enrolling=True)


def _let_in(
    session: Session, keys: Keys, member: StaffMember, attempt: Attempt, fresh: dict[str, str], now: datetime
) -> Entered:
    """Spend the code and begin the session in one go; both factors are stored by today's secrets."""
    try:
        key = authenticator.unseal(keys, member.key_sealed)
    except InvalidToken:
        raise _refused(member, "sealed_by_a_lost_secret") from None
    step = authenticator.step_of(key, attempt.code, now)
    if step is None:
        raise _refused(member, "code")
    with write(session, "staff_signed_in"):
        if not staff.use_code(session, member, step, key_sealed=authenticator.seal(keys, key), **fresh):
            raise _refused(member, "used_code")
        throttling.forgive(session, TRIES, _subject(attempt))
        token = staff.begin(session, member.id, device=attempt.device, now=now)
    log.info("staff_signed_in", staff=member.name)
    return Entered(token, is_enrolling=False)


def _refused(member: StaffMember | None, reason: str) -> WrongSignIn:
    log.warning("staff_sign_in_refused", staff=member.name if member is not None else None, reason=reason)
    return WrongSignIn()
