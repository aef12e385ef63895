"""The code to a phone: sent, sent again, and compared. What a right code then does is the story of each purpose."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import (
    ALL_SENDS,
    CLIENT_SENDS,
    CODE_WORTH_REPEATING,
    GUESSES,
    MAX_GUESSES,
    SENDS,
    CodeProblem,
    Purpose,
)
from tmcard.domain.messages import Channel
from tmcard.domain.ports import Wake
from tmcard.services import codes, messaging, throttling
from tmcard.services.codes import Keys
from tmcard.store import owners, verifications
from tmcard.store.models import Owner, Verification
from tmcard.store.transactions import write

log = structlog.get_logger()
EVERYBODY = "everybody"


class NothingToVerify(LookupError):
    """This browser waits for no code (any more)."""


class CodeRefused(Exception):
    """The code is not taken; nothing but the count of guesses changed."""

    def __init__(self, problem: CodeProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is not signed in: the number they give, their language and zone, and where they come from."""

    msisdn: str
    locale: str
    zone: str
    client: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The verification whose code was right and is now used up, or what was wrong."""

    verification: Verification | None
    problem: CodeProblem = CodeProblem.WRONG


def admit(session: Session, visitor: Visitor, purpose: Purpose, now: datetime) -> None:
    """Count one SMS to the visitor's number, before any costly work. Commits. Raises TooMany."""
    _admit(session, purpose, visitor.msisdn, visitor.client, now)


def send(
    session: Session,
    wake: Wake,
    visitor: Visitor,
    purpose: Purpose,
    *,
    owner: Owner | None,
    pending_hash: str | None,
    now: datetime,
) -> str:
    """Begin a verification and queue its SMS; answers its ref. Commits.

    Where the code could lead nowhere the row is a decoy and the SMS says so: only who holds the phone learns of it.
    """
    reader = owner or visitor
    with write(session, "code_asked"):
        made = verifications.add(
            session,
            purpose=purpose,
            msisdn=visitor.msisdn,
            is_decoy=(owner is None) != (purpose is Purpose.REGISTER),
            locale=reader.locale,
            zone=reader.zone,
            pending_hash=pending_hash,
            now=now,
        )
        message_id = _queue(session, made, now)
    wake.message(message_id)
    log.info("code_asked", purpose=purpose, verification=made.ref)
    return made.ref


def resend(session: Session, wake: Wake, ref: str, client: str, now: datetime) -> str:
    """Send the same code again, or a new one where the old is nearly over or guessed at too often. Commits.

    Answers the ref to wait at. Raises NothingToVerify, TooMany.
    """
    waiting = verifications.by_ref(session, ref)
    if waiting is None or waiting.used_at is not None:
        raise NothingToVerify
    _admit(session, Purpose(waiting.purpose), waiting.msisdn, client, now)
    with write(session, "code_asked_again"):
        if waiting.guesses >= MAX_GUESSES or waiting.expires_at - now < CODE_WORTH_REPEATING:
            waiting = _renewed(session, waiting, now)
        message_id = _queue(session, waiting, now)
    wake.message(message_id)
    return waiting.ref


def waiting_at(session: Session, ref: str | None) -> Verification:
    """The verification that a browser holds the ref of. Raises NothingToVerify."""
    waiting = verifications.by_ref(session, ref) if ref else None
    if waiting is None or waiting.used_at is not None:
        raise NothingToVerify
    return waiting


def resend_at(session: Session, waiting: Verification, now: datetime) -> datetime:
    """From when on another SMS may be asked for; `now` when at once."""
    return throttling.free_at(session, SENDS[0], _receiver(Purpose(waiting.purpose), waiting.msisdn), now)


def check(session: Session, keys: Keys, ref: str, code: str, *, purpose: Purpose, now: datetime) -> Checked:
    """Compare a code and use it up if right, inside the caller's write transaction, together with what it allows.

    Raises TooMany. A wrong guess is an answer, not an exception, so that its count is committed.
    """
    waiting = verifications.by_ref(session, ref)
    if waiting is None or waiting.purpose != purpose:
        return Checked(None, CodeProblem.EXPIRED)
    subject = f"{purpose}|{waiting.msisdn}"
    throttling.allow(session, GUESSES, subject, now)
    if not verifications.guess(session, ref, now):
        is_used_up = waiting.guesses >= MAX_GUESSES and waiting.expires_at > now
        return Checked(None, CodeProblem.USED_UP if is_used_up else CodeProblem.EXPIRED)
    is_right = codes.matches(keys, waiting, code) and not waiting.is_decoy
    if not is_right or not verifications.spend(session, waiting.id, now):
        log.info("code_refused", purpose=purpose, verification=ref)
        return Checked(None)
    throttling.forgive(session, GUESSES, subject)
    owners.mark_reached(session, waiting.msisdn)
    return Checked(waiting)


def _admit(session: Session, purpose: Purpose, msisdn: str, client: str, now: datetime) -> None:
    with write(session, "code_admitted"):
        throttling.allow(session, SENDS, _receiver(purpose, msisdn), now)
        throttling.allow(session, CLIENT_SENDS, client, now)
        throttling.allow(session, ALL_SENDS, EVERYBODY, now)


def _receiver(purpose: Purpose, msisdn: str) -> str:
    """Whose SMS are counted: those sent after a right password count apart, or strangers could use them up."""
    return f"proven|{msisdn}" if purpose is Purpose.SIGN_IN else msisdn


def _renewed(session: Session, old: Verification, now: datetime) -> Verification:
    return verifications.add(
        session,
        purpose=Purpose(old.purpose),
        msisdn=old.msisdn,
        is_decoy=old.is_decoy,
        locale=old.locale,
        zone=old.zone,
        pending_hash=old.pending_hash,
        now=now,
    )


def _queue(session: Session, waiting: Verification, now: datetime) -> int:
    decoys = {Purpose.REGISTER: "already_registered", Purpose.RESET: "no_account"}
    return messaging.queue(
        session,
        key=f"code:{waiting.ref}:{int(now.timestamp())}",
        kind=decoys[Purpose(waiting.purpose)] if waiting.is_decoy else "code",
        channel=Channel.SMS,
        recipient=waiting.msisdn,
        locale=waiting.locale,
        zone=waiting.zone,
        facts={"verification": waiting.ref, "purpose": waiting.purpose},
        now=now,
    )
