"""The sweeper: finds every row whose time has come and drives it on, whoever dropped it.

What makes a crash harmless: claimed rows are found again when their lease has run out, unknown outcomes
when their next look is due. Each row is driven alone; one that fails does not stop the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.orders import OPEN_LIFETIME, OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.ports import Carrier, Disputes, Mailer, Payments, Texter
from tmcard.domain.states import Act
from tmcard.services import alerting, disputing, messaging, queueing, refunding, splitting, usage
from tmcard.services.crediting import credit
from tmcard.services.messaging import Office, Renderer
from tmcard.services.paying import settle
from tmcard.services.paying.settle import OPEN
from tmcard.services.refunding import refund
from tmcard.store import leases, orders, payments, refunds
from tmcard.store.models import Dispute, Message, Order, Payment, RefundRow
from tmcard.store.transactions import release, write

log = structlog.get_logger()
Clock = Callable[[], datetime]
#: How soon an order is looked at again whose payment hangs beyond its time.
LOOK_AGAIN = timedelta(hours=1)
#: What is swept, in the order in which one leads to the next. Letters are not among them: no mail server that hangs
#: may keep a renewal waiting.
TABLES: Mapping[str, type[leases.Worked]] = {
    "dispute": Dispute,
    "payment": Payment,
    "order": Order,
    "refund": RefundRow,
}


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that driving a row on may need."""

    payments: Payments
    carriers: Mapping[str, Carrier]
    mailer: Mailer
    texter: Texter
    render: Renderer
    clock: Clock
    staff_email: str
    disputes: Disputes
    office: Office = messaging.OFFICE


def sweep(session: Session, tools: Tools) -> int:
    """Drive every due row once, then the letters; answers how many there were."""
    return drive_due(session, tools) + send_letters(session, tools)


def drive_due(session: Session, tools: Tools) -> int:
    """Drive every due row once, but for letters; answers how many there were."""
    now = tools.clock()
    found = [(kind, key) for kind, table in TABLES.items() for key in leases.due(session, table, now)]
    release(session)
    for kind, row_id in found:
        if _is_still_due(session, TABLES[kind], row_id, now):
            drive(session, tools, kind, row_id)
    alerting.tell_of_stuck(session, tools.staff_email, now)
    return len(found)


def send_letters(session: Session, tools: Tools) -> int:
    """Send every letter that is due; answers how many there were."""
    now = tools.clock()
    found = leases.due(session, Message, now)
    release(session)
    for message_id in found:
        if _is_still_due(session, Message, message_id, now):
            drive(session, tools, "message", message_id)
    return len(found)


def _is_still_due(session: Session, table: type[leases.Worked], row_id: int, now: datetime) -> bool:
    """Driving one row may have driven another that was found with it; others may be at work too."""
    is_due = leases.is_due(session, table, row_id, now)
    release(session)
    return is_due


def drive(session: Session, tools: Tools, kind: str, row_id: int) -> None:
    """Drive one row as far as it goes, and what follows from it. Never raises: the row is found again."""
    try:
        _DRIVERS[kind](session, tools, row_id)
    except Exception:
        session.rollback()
        log.exception("drive_failed", kind=kind, row_id=row_id)


def refresh_usage(session: Session, tools: Tools) -> int:
    """One round over the cards whose usage is due."""
    return usage.refresh(session, tools.carriers, tools.clock)


def _drive_payment(session: Session, tools: Tools, payment_id: int) -> None:
    payment = payments.by_id(session, payment_id)
    release(session)
    if payment.status in OPEN:
        payment = settle(session, tools.payments, payment_id, tools.clock, actor="worker")
    elif payment.next_at is not None:
        payment = refunding.reckon(session, tools.payments, payment_id, tools.clock)
    refund(session, tools.payments, payment_id, tools.clock)
    if payment.pays_order_id is not None:
        _drive_order(session, tools, payment.order_id)


def _drive_refund(session: Session, tools: Tools, refund_id: int) -> None:
    """What cannot go back may have gone by another hand: then that is looked up at once."""
    refunding.carry_out(session, tools.payments, refund_id, tools.clock)
    payment_id = refunds.by_id(session, refund_id).payment_id
    if leases.is_due(session, Payment, payment_id, tools.clock()):
        return _drive_payment(session, tools, payment_id)
    return release(session)


def _drive_dispute(session: Session, tools: Tools, dispute_id: int) -> None:
    dispute = disputing.look(session, tools.disputes, dispute_id, tools.clock)
    _drive_payment(session, tools, dispute.payment_id)


def _drive_order(session: Session, tools: Tools, order_id: int) -> None:
    status = orders.status_of(session, order_id)
    release(session)
    if status == OrderStatus.OPEN:
        return lapse(session, order_id, tools.clock())
    if status == OrderStatus.QUEUED and not _starts(session, tools, order_id):
        return None
    if status == OrderStatus.POOLED:
        splitting.watch(session, order_id, tools.clock())
    if credit(session, tools.carriers, order_id, tools.clock) == OrderStatus.REFUNDING:
        payment = payments.paying(session, order_id)
        release(session)
        if payment is not None:
            refund(session, tools.payments, payment.id, tools.clock)
    return None


def _starts(session: Session, tools: Tools, order_id: int) -> bool:
    """Whether a queued renewal starts now. Whoever drives its payment comes by long before its time."""
    if not leases.is_due(session, Order, order_id, tools.clock()):
        release(session)
        return False
    return queueing.watch(session, tools.carriers, order_id, tools.clock) != OrderStatus.QUEUED


def _drive_message(session: Session, tools: Tools, message_id: int) -> None:
    ways = (tools.mailer, tools.texter, tools.render)
    messaging.deliver(session, *ways, message_id, tools.clock, tools.office)


def lapse(session: Session, order_id: int, now: datetime) -> None:
    """End an order that nobody paid in its time, unless an attempt may still take the money."""
    with write(session, "order_lapsed"):
        if orders.by_id(session, order_id).created_at + OPEN_LIFETIME > now:
            return
        attempts = payments.of_order(session, order_id)
        waiting = [p for p in attempts if p.status in UNDECIDED or not p.is_final]
        if any(p.status in UNDECIDED or p.expires_at > now for p in waiting):
            later = max(now + LOOK_AGAIN, *(p.expires_at for p in waiting))
            orders.put_open(session, order_id, next_at=later)
            return
        orders.advance(session, order_id, "lapsed", Act("worker", now), ended_at=now, next_at=None)


_DRIVERS: Mapping[str, Callable[[Session, Tools, int], None]] = {
    "dispute": _drive_dispute,
    "payment": _drive_payment,
    "refund": _drive_refund,
    "order": _drive_order,
    "message": _drive_message,
}
