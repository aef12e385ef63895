"""A new password for somebody who forgot theirs: by a code to the phone alone (docs/adr/0004-accounts.md says why)."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import COOL_DOWN, MAX_GUESSES, CodeProblem, Limit, Purpose
from tmcard.domain.ports import Wake
from tmcard.services import account_notices, devices, passwords, throttling, verifying
from tmcard.services.codes import Keys
from tmcard.services.registering import Opened
from tmcard.services.verifying import CodeRefused, Visitor
from tmcard.store import owners, sessions, verifications
from tmcard.store.models import Owner
from tmcard.store.transactions import write

log = structlog.get_logger()
#: Runs from a reset on; see `is_cooling_down`.
COOLING = Limit("reset-cool-down", 1, COOL_DOWN)


def ask(session: Session, wake: Wake, visitor: Visitor, now: datetime) -> str:
    """Send the number a code; answers the ref of its verification. Commits. Raises TooMany.

    Does and answers the same whether the number has an account or not.
    """
    verifying.admit(session, visitor, Purpose.RESET, now)
    owner = owners.by_msisdn(session, visitor.msisdn)
    return verifying.send(session, wake, visitor, Purpose.RESET, owner=owner, pending_hash=None, now=now)


def confirm(
    session: Session, wake: Wake, keys: Keys, ref: str, code: str, password: str, *, device: str, now: datetime
) -> Opened:
    """Set the new password, sign every device out and this one in, and tell the owner. Commits.

    Raises CodeRefused, TooMany, Crowded.
    """
    _refuse_hopeless(session, ref, now)
    password_hash = passwords.hash_password(password)
    opened, notices = None, []
    with write(session, "reset_confirmed"):
        checked = verifying.check(session, keys, ref, code, purpose=Purpose.RESET, now=now)
        proven = checked.verification
        owner = owners.by_msisdn(session, proven.msisdn) if proven is not None else None
        if owner is not None:
            opened = replace_password(session, keys, owner, password_hash, device, now)
            notices = account_notices.password_changed(session, owner, ref, now)
            throttling.forgive(session, [COOLING], str(owner.id))
            throttling.allow(session, [COOLING], str(owner.id), now)
    if opened is None:
        raise CodeRefused(checked.problem)
    for message_id in notices:
        wake.message(message_id)
    log.info("password_reset", owner_id=opened.owner_id)
    return opened


def replace_password(
    session: Session, keys: Keys, owner: Owner, password_hash: str, device: str, now: datetime
) -> Opened:
    """Set a new hash, end every session and begin a new one here, inside the caller's write transaction.

    Browsers known under the old password are strangers again.
    """
    owners.put(session, owner.id, password_hash=password_hash)
    sessions.end_all(session, owner.id, now)
    token = sessions.begin(session, owner.id, device=device, now=now)
    return Opened(owner.id, token, devices.issue(keys, owner.id, password_hash, now))


def is_cooling_down(session: Session, owner_id: int, now: datetime) -> bool:
    """Whether a reset is so recent that the owner's notices must still reach the address from before it."""
    return throttling.free_at(session, COOLING, str(owner_id), now) > now


def _refuse_hopeless(session: Session, ref: str, now: datetime) -> None:
    """Spend no hash on a code that cannot be right any more."""
    waiting = verifications.by_ref(session, ref)
    if waiting is None or waiting.expires_at <= now or waiting.used_at is not None:
        raise CodeRefused(CodeProblem.EXPIRED)
    if waiting.guesses >= MAX_GUESSES:
        raise CodeRefused(CodeProblem.USED_UP)
