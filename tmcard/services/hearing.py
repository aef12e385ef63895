"""Hints from vendors: kept once, believed only as a reason to look at a row of ours."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.ports import Hints, PaymentHint
from tmcard.services.paying.settle import OPEN
from tmcard.store import inbox, payments
from tmcard.store.models import Payment
from tmcard.store.transactions import write


def hear_payment(
    session: Session, hints: Hints, headers: Mapping[str, str], raw_body: bytes, now: datetime
) -> int | None:
    """Take in one transmission of the payment service; answers the payment that should be looked at, if any.

    An event that came before, or speaks of nothing of ours, changes nothing. Raises what `Hints.read` raises.
    """
    hint = hints.read(headers, raw_body, now)
    with write(session, "hint_kept"):
        if not inbox.add(session, "paypal", hint.event_id, hint.kind, hint.custom_id or hint.checkout_id, now):
            return None
        payment = _subject(session, hint)
        if payment is None or not payments.make_due(session, payment.id, OPEN, now):
            return None
        return payment.id


def _subject(session: Session, hint: PaymentHint) -> Payment | None:
    """Ours by the payment service's name for it, or by our own: the event may come before we stored theirs."""
    if not hint.kind:
        return None
    by_checkout = payments.by_checkout(session, hint.checkout_id) if hint.checkout_id else None
    return by_checkout or (payments.by_ref(session, hint.custom_id) if hint.custom_id else None)
