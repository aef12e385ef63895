"""Hints from vendors: kept once, believed only as a reason to look at a row of ours."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.ports import Hints, PaymentHint
from tmcard.domain.states import Act
from tmcard.services.paying.settle import OPEN
from tmcard.services.refunding import DECIDED
from tmcard.store import disputes, inbox, payments
from tmcard.store.models import Payment
from tmcard.store.transactions import write

#: What may have changed a payment that was decided long ago.
AFTERMATH = frozenset({"capture_refunded", "capture_reversed", "refund_pending", "refund_failed"})
CAPTURES = frozenset({"capture_completed", "capture_pending"})


def hear_payment(
    session: Session, hints: Hints, headers: Mapping[str, str], raw_body: bytes, now: datetime
) -> int | None:
    """Take in one transmission of the payment service; answers the payment that should be looked at, if any.

    An event that came before, or speaks of nothing of ours, changes nothing. A dispute is written down, to be looked
    up by the worker. Raises what `Hints.read` raises.
    """
    hint = hints.read(headers, raw_body, now)
    with write(session, "hint_kept"):
        subject = hint.custom_id or hint.checkout_id or hint.capture_id
        if not inbox.add(session, "paypal", hint.event_id, hint.kind, subject, now):
            return None
        payment = _subject(session, hint)
        if payment is None:
            return None
        if hint.dispute_id:
            disputes.report(session, hint.dispute_id, payment, Act("webhook", now))
            return None
        return payment.id if _make_due(session, payment, hint, now) else None


def _make_due(session: Session, payment: Payment, hint: PaymentHint, now: datetime) -> bool:
    """Let the payment be looked at, if the hint is a reason to: one about money given back, or about a capture that
    we do not know, also when it was decided long ago. The very capture that decides it may be written down right now.
    """
    statuses = OPEN | DECIDED if hint.kind in AFTERMATH else OPEN
    if payments.make_due(session, payment.id, statuses, now):
        return True
    is_capture = hint.kind in CAPTURES and hint.capture_id != ""
    return is_capture and payments.make_due(session, payment.id, DECIDED, now, unless_captured_as=hint.capture_id)


def _subject(session: Session, hint: PaymentHint) -> Payment | None:
    """Ours by the payment service's name for it, or by our own: the event may come before we stored theirs."""
    if not hint.kind:
        return None
    by_checkout = payments.by_checkout(session, hint.checkout_id) if hint.checkout_id else None
    by_capture = disputes.subject(session, hint.capture_id) if hint.capture_id else None
    return by_checkout or by_capture or (payments.by_ref(session, hint.custom_id) if hint.custom_id else None)
