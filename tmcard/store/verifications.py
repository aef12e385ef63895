"""Every query on verifications: the codes sent to phones."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tmcard.domain.accounts import CODE_LIFETIME, MAX_GUESSES, Purpose
from tmcard.domain.identifiers import new_ref, new_token
from tmcard.store.models import Verification

FRESH = {"populate_existing": True}


def add(
    session: Session,
    *,
    purpose: Purpose,
    msisdn: str,
    is_decoy: bool,
    locale: str,
    zone: str,
    pending_hash: str | None,
    now: datetime,
) -> Verification:
    """Store a fresh verification."""
    made = Verification(ref=new_ref(), purpose=purpose, msisdn=msisdn, nonce=new_token(), is_decoy=is_decoy)
    made.locale, made.zone, made.pending_hash, made.guesses = locale, zone, pending_hash, 0
    made.created_at, made.expires_at = now, now + CODE_LIFETIME
    session.add(made)
    session.flush()
    return made


def by_ref(session: Session, ref: str) -> Verification | None:
    """The verification a browser waits at, as the database has it now."""
    return session.scalars(select(Verification).where(Verification.ref == ref).execution_options(**FRESH)).one_or_none()


def guess(session: Session, ref: str, now: datetime) -> bool:
    """Count a guess, if one is still allowed. It counts before anything is compared: being quick wins no sixth."""
    counted = session.execute(
        update(Verification)
        .where(
            Verification.ref == ref,
            Verification.used_at.is_(None),
            Verification.expires_at > now,
            Verification.guesses < MAX_GUESSES,
        )
        .values(guesses=Verification.guesses + 1)
        .returning(Verification.id)
        .execution_options(synchronize_session=False)
    )
    return counted.scalar_one_or_none() is not None


def spend(session: Session, verification_id: int, now: datetime) -> bool:
    """Use the code up. One conditional UPDATE: of many at once exactly one gets True."""
    spent = session.execute(
        update(Verification)
        .where(Verification.id == verification_id, Verification.used_at.is_(None))
        .values(used_at=now, pending_hash=None)
        .returning(Verification.id)
        .execution_options(synchronize_session=False)
    )
    return spent.scalar_one_or_none() is not None


def prune(session: Session, before: datetime) -> int:
    """Drop verifications that lapsed before an instant, password hashes and all; answers how many."""
    gone = session.execute(
        delete(Verification)
        .where(Verification.expires_at < before)
        .returning(Verification.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
