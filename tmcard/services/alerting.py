"""Telling a person: a claimed state that lasts too long is written to the staff, once."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.domain.orders import STUCK_AFTER
from tmcard.domain.states import Act
from tmcard.services import messaging
from tmcard.store import stuck
from tmcard.store.orders import note
from tmcard.store.stuck import Stuck
from tmcard.store.transactions import release, write

log = structlog.get_logger()


def tell_of_stuck(session: Session, staff_email: str, now: datetime) -> int:
    """Write to the staff about every order and payment that hangs; answers how many there are anew."""
    found = stuck.orders(session, now - STUCK_AFTER) + stuck.payments(session, now - STUCK_AFTER)
    release(session)
    return sum(_tell(session, case, staff_email, now) for case in found)


def _tell(session: Session, case: Stuck, staff_email: str, now: datetime) -> bool:
    """Write to the staff, once, whoever else found the same case."""
    with write(session, "alerted"):
        if not stuck.mark(session, case, now):
            return False
        note(session, case.order_id, "person_told", case.status, Act("worker", now), subject=case.subject)
        if staff_email:
            _queue(session, case, staff_email, now)
    log.error("stuck", order=case.ref, subject=case.subject, status=case.status)
    return True


def _queue(session: Session, case: Stuck, staff_email: str, now: datetime) -> None:
    messaging.queue(
        session,
        key=f"alert:{case.subject}:{case.ref}",
        kind="alert",
        channel=Channel.EMAIL,
        recipient=staff_email,
        locale="en",
        zone="UTC",
        facts={"ref": case.ref, "status": case.status, "subject": case.subject},
        now=now,
        order_id=case.order_id,
    )
