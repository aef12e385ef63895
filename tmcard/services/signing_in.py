"""Signing in with number and password, and on a browser we do not know with a code as well; signing out."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import ALL_PASSWORDS, CLIENT_PASSWORDS, PASSWORDS, CodeProblem, Purpose
from tmcard.domain.ports import Wake
from tmcard.services import account_notices, devices, passwords, throttling, verifying
from tmcard.services.codes import Keys
from tmcard.services.registering import Opened
from tmcard.services.verifying import EVERYBODY, CodeRefused, Visitor
from tmcard.store import owners, sessions
from tmcard.store.models import Owner, Verification
from tmcard.store.transactions import write

log = structlog.get_logger()


class WrongPassword(Exception):
    """Number and password do not belong together. Which of the two is wrong is nobody's business."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser offers: who it says to be, the password, its mark if it was here before, and its name."""

    visitor: Visitor
    password: str
    mark: str
    device: str


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The password was right; a code is on its way to the phone."""

    ref: str


def sign_in(session: Session, wake: Wake, keys: Keys, attempt: Attempt, now: datetime) -> Opened | CodeAsked:
    """Check the password; sign a known browser in, send the code for any other. Commits.

    Raises WrongPassword, TooMany, Crowded. Takes as long for numbers without an account.
    """
    owner = owners.by_msisdn(session, attempt.visitor.msisdn)
    is_known = owner is not None and devices.recognises(keys, attempt.mark, owner, now)
    _count(session, attempt, is_known, now)
    verdict = passwords.verify(owner.password_hash if owner is not None else None, attempt.password)
    if owner is None or not verdict.is_right:
        log.info("sign_in_refused", owner_id=owner.id if owner is not None else None)
        raise WrongPassword
    opened = _accept(session, keys, owner, attempt, verdict.fresh_hash, is_known, now)
    if opened is not None:
        return opened
    verifying.admit(session, attempt.visitor, Purpose.SIGN_IN, now)
    ref = verifying.send(
        session, wake, attempt.visitor, Purpose.SIGN_IN, owner=owner, pending_hash=owner.password_hash, now=now
    )
    return CodeAsked(ref)


def confirm(session: Session, wake: Wake, keys: Keys, ref: str, code: str, *, device: str, now: datetime) -> Opened:
    """Sign the browser in that has shown the password before and now the code. Commits. Raises CodeRefused, TooMany."""
    opened, notices = None, []
    with write(session, "sign_in_confirmed"):
        checked = verifying.check(session, keys, ref, code, purpose=Purpose.SIGN_IN, now=now)
        owner = _owner_of(session, checked.verification)
        if owner is not None:
            opened = _begin(session, keys, owner, device, now)
            notices = account_notices.new_device(session, owner, ref, device, now)
    if opened is None:
        raise CodeRefused(checked.problem if checked.verification is None else CodeProblem.EXPIRED)
    for message_id in notices:
        wake.message(message_id)
    log.info("signed_in", owner_id=opened.owner_id, is_known_device=False)
    return opened


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the device's session on the server: its cookie is worth nothing from now on. Harmless to repeat."""
    with write(session, "signed_out"):
        sessions.end(session, token, now)
    log.info("signed_out")


def _count(session: Session, attempt: Attempt, is_known: bool, now: datetime) -> None:
    """A known browser is counted for itself alone, so that it gets in while strangers guess."""
    with write(session, "password_tried"):
        throttling.allow(session, PASSWORDS, _subject(attempt, is_known), now)
        if not is_known:
            throttling.allow(session, CLIENT_PASSWORDS, attempt.visitor.client, now)
            throttling.allow(session, ALL_PASSWORDS, EVERYBODY, now)


def _subject(attempt: Attempt, is_known: bool) -> str:
    return f"browser|{attempt.mark}" if is_known else attempt.visitor.msisdn


def _accept(
    session: Session, keys: Keys, owner: Owner, attempt: Attempt, fresh_hash: str | None, is_known: bool, now: datetime
) -> Opened | None:
    """The password was right: forget the wrong ones, store it by today's parameters, sign a known browser in.

    Raises WrongPassword when the password was changed in the meantime.
    """
    old, opened = owner.password_hash, None
    with write(session, "password_right"):
        throttling.forgive(session, PASSWORDS, _subject(attempt, is_known))
        is_current = owners.replace_hash(session, owner.id, old=old, new=fresh_hash or old)
        session.refresh(owner)
        if is_current and is_known:
            opened = _begin(session, keys, owner, attempt.device, now)
    if not is_current:
        raise WrongPassword
    if opened is not None:
        log.info("signed_in", owner_id=owner.id, is_known_device=True)
    return opened


def _begin(session: Session, keys: Keys, owner: Owner, device: str, now: datetime) -> Opened:
    token = sessions.begin(session, owner.id, device=device, now=now)
    return Opened(owner.id, token, devices.issue(keys, owner.id, owner.password_hash, now))


def _owner_of(session: Session, proven: Verification | None) -> Owner | None:
    """The owner, unless the password they showed has been changed since."""
    owner = owners.by_msisdn(session, proven.msisdn) if proven is not None else None
    is_current = owner is not None and proven is not None and owner.password_hash == proven.pending_hash
    return owner if is_current else None
