"""What signed-in owners change about their account, and whom it belongs to on a request."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import PASSWORDS, SEEN_EVERY
from tmcard.domain.ports import Wake
from tmcard.services import account_notices, confirming, passwords, resetting, throttling
from tmcard.services.codes import Keys
from tmcard.services.registering import Opened
from tmcard.store import counters, owners, sessions, verifications
from tmcard.store.models import Owner
from tmcard.store.sessions import Live
from tmcard.store.transactions import write

log = structlog.get_logger()
#: Lapsed codes stay so long for whoever looks into a complaint.
KEEP_CODES = timedelta(days=1)


class NotProven(Exception):
    """The current password, asked for again before something that matters, is another one."""


class CoolingDown(Exception):
    """The password was reset by SMS a short while ago: until that is over, notices go where they went before."""


def recognise(session: Session, token: str, now: datetime) -> Live | None:
    """The live session of a cookie's token, or None. Notes at most once in SEEN_EVERY that it was used."""
    live = sessions.find(session, token, now)
    if live is not None and now - live.seen_at >= SEEN_EVERY:
        with write(session, "session_seen"):
            sessions.see(session, live.session_id, now)
    return live


def choose(session: Session, owner_id: int, *, locale: str, zone: str) -> None:
    """Set the language and time zone that pages and messages speak. Commits."""
    with write(session, "preferences_chosen"):
        owners.put(session, owner_id, locale=locale, zone=zone)


def set_email(session: Session, owner_id: int, email: str | None, password: str, now: datetime) -> None:
    """Set or remove the address for receipts, notices and reminders. Commits.

    A new one has to be proven: a link goes there. Raises NotProven, CoolingDown, TooMany, Crowded.
    """
    owner = _prove(session, owner_id, password, now)
    if resetting.is_cooling_down(session, owner_id, now):
        raise CoolingDown
    if email == owner.email:
        return
    with write(session, "email_set"):
        owners.put(session, owner_id, email=email, email_verified_at=None, email_refused_at=None)
        if email is not None:
            confirming.ask(session, owner, email, now)
    log.info("email_set", owner_id=owner_id, has_email=email is not None)


def change_password(
    session: Session, wake: Wake, keys: Keys, owner_id: int, *, old: str, new: str, device: str, now: datetime
) -> Opened:
    """Replace the password: every other device is signed out, this one gets a new session. Commits.

    Raises NotProven (about the old one), TooMany, Crowded.
    """
    owner = _prove(session, owner_id, old, now)
    proven_hash, password_hash = owner.password_hash, passwords.hash_password(new)
    opened, notices = None, []
    with write(session, "password_changed"):
        if owners.replace_hash(session, owner_id, old=proven_hash, new=password_hash):
            opened = resetting.replace_password(session, keys, owner, password_hash, device, now)
            notices = account_notices.password_changed(session, owner, f"{owner_id}:{now.timestamp():.0f}", now)
    if opened is None:
        raise NotProven
    for message_id in notices:
        wake.message(message_id)
    log.info("password_changed", owner_id=owner_id)
    return opened


def end_device(session: Session, owner_id: int, ref: str, now: datetime) -> bool:
    """Sign out one of the owner's devices. False when it is none of theirs. Commits."""
    with write(session, "device_ended"):
        return sessions.end_one(session, owner_id, ref, now)


def end_other_devices(session: Session, owner_id: int, token: str, now: datetime) -> None:
    """Sign out every device but the one with `token`. Commits."""
    with write(session, "devices_ended"):
        sessions.end_all(session, owner_id, now, but=token)


def prune(session: Session, now: datetime) -> int:
    """Drop counters and codes whose time is over; answers how many rows. Commits. For the timetable."""
    with write(session, "accounts_pruned"):
        return counters.prune(session, now) + verifications.prune(session, now - KEEP_CODES)


def _prove(session: Session, owner_id: int, password: str, now: datetime) -> Owner:
    """The owner, whose password this is: whoever holds an open browser is not yet them."""
    with write(session, "password_asked"):
        throttling.allow(session, PASSWORDS, f"owner|{owner_id}", now)
    owner = owners.by_id(session, owner_id)
    if owner is None or not passwords.verify(owner.password_hash, password).is_right:
        log.info("password_refused", owner_id=owner_id)
        raise NotProven
    with write(session, "password_proven"):
        throttling.forgive(session, PASSWORDS, f"owner|{owner_id}")
    return owner
