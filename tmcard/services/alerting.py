"""Telling people: whatever did not end as it should is written to the staff, once for each kind of trouble."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.domain.states import Act
from tmcard.services import messaging
from tmcard.store import cases
from tmcard.store.cases import Case
from tmcard.store.orders import note
from tmcard.store.transactions import release, write

log = structlog.get_logger()


def tell_of_stuck(session: Session, staff_email: str, now: datetime) -> int:
    """Write to the staff about everything that a person should look at; answers how much of it is new."""
    found = cases.untold(session, now)
    release(session)
    return sum(_tell(session, case, staff_email, now) for case in found)


def _tell(session: Session, case: Case, staff_email: str, now: datetime) -> bool:
    """Write to the staff, once, whoever else found the same case."""
    with write(session, "alerted"):
        if not cases.mark(session, case, now):
            return False
        act = Act("worker", now, None, {"kind": case.kind})
        note(session, case.order_id, "person_told", case.status, act, subject=case.about)
        if staff_email:
            _queue(session, case, staff_email, now)
    log.error("stuck", kind=case.kind, order=case.order_ref, subject=case.about, status=case.status, why=case.why)
    return True


def _queue(session: Session, case: Case, staff_email: str, now: datetime) -> None:
    facts: dict[str, Any] = {"ref": case.order_ref, "status": case.status, "subject": case.about}
    facts |= {"kind": case.kind, "why": case.why}
    if case.amount is not None:
        facts |= {"amount_minor": case.amount.amount_minor, "currency": case.amount.currency}
    messaging.queue(
        session,
        key=f"alert:{case.about}:{case.order_ref}:{case.kind}",
        kind="alert",
        channel=Channel.EMAIL,
        recipient=staff_email,
        locale="en",
        zone="UTC",
        facts=facts,
        now=now,
        order_id=case.order_id,
    )
