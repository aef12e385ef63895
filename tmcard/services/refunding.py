"""Giving money back: the row and its request id are written before the payment service is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.identifiers import new_ref
from tmcard.domain.money import Money
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import Busy, GatewayError, Payments, Refund, RefundRequest, RefundStatus
from tmcard.domain.states import Act
from tmcard.services import noticing
from tmcard.store import leases, orders, payments
from tmcard.store.models import Payment, RefundRow
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim on a payment that is being refunded."""

    payment: Payment
    row: RefundRow
    fence: int
    clock: Clock


def begin(session: Session, payment: Payment, amount: Money, reason: str, act: Act) -> None:
    """Decide, inside the caller's transaction, that `amount` goes back. Reasons: surplus, mismatch, undeliverable."""
    ref = new_ref()
    evidence = {"refund": ref, "reason": reason, "amount_minor": amount.amount_minor}
    begun = Act(act.actor, act.at, act.fence, evidence)
    if not payments.advance(session, payment, "refund_begun", begun, next_at=act.at, tries=0, lease_until=None):
        return
    row = RefundRow(ref=ref, payment_id=payment.id, status="refunding", reason=reason, created_at=act.at)
    row.currency, row.amount_minor = amount.currency, amount.amount_minor
    row.request_id, row.invoice_id = f"tm-{ref}-refund", f"TM-{ref}-R"
    session.add(row)


def refund(session: Session, gateway: Payments, payment_id: int, clock: Clock) -> PaymentStatus:
    """Carry a begun refund out, or look up what became of it. Calling it twice is harmless."""
    with write(session, "refund_claimed"):
        fence = leases.claim(session, Payment, payment_id, statuses={PaymentStatus.REFUNDING}, now=clock())
        payment = payments.by_id(session, payment_id)
        row = payments.refund_of(session, payment_id)
    if fence is not None and row is not None:
        _drive(session, gateway, Claimed(payment, row, fence, clock))
    status = PaymentStatus(payments.by_id(session, payment_id).status)
    release(session)
    return status


def _drive(session: Session, gateway: Payments, work: Claimed) -> None:
    row = work.row
    try:
        with around("refund_call"):
            answer = (
                gateway.read_refund(row.refund_id) if row.refund_id else gateway.refund(_request(work.payment, row))
            )
    except GatewayError as error:
        if error.code == "already_refunded":
            return _done(session, work, {"code": error.code}, None)
        return _later(session, work, error)
    if answer.status is RefundStatus.COMPLETED:
        return _done(session, work, {"refund_id": answer.id}, answer.id)
    return _waiting(session, work, answer)


def _request(payment: Payment, row: RefundRow) -> RefundRequest:
    return RefundRequest(row.request_id, payment.capture_id or "", row.amount, payment.ref, row.invoice_id)


def _done(session: Session, work: Claimed, evidence: dict[str, Any], refund_id: str | None) -> None:
    payment, row, now = work.payment, work.row, work.clock()
    act = Act("worker", now, work.fence, evidence)
    with write(session, "refunded"):
        if not payments.advance(session, payment, "refunded", act, ended_at=now, next_at=None, lease_until=None):
            return
        payments.put_refund(session, row.id, status="refunded", ended_at=now, refund_id=refund_id or row.refund_id)
        if payment.pays_order_id is not None:
            order_act = Act("worker", now, evidence=evidence)
            orders.advance(session, payment.order_id, "refund_completed", order_act, ended_at=now, next_at=None)
        noticing.refunded(session, orders.by_id(session, payment.order_id), row, now)


def _waiting(session: Session, work: Claimed, answer: Refund) -> None:
    with write(session, "refund_pending"):
        payments.put_refund(session, work.row.id, refund_id=answer.id)
        if answer.status is RefundStatus.FAILED:  # asking again would be a second refund: a person decides
            payments.put(session, work.payment.id, failure="refund_failed")
        _look_again(session, work)


def _later(session: Session, work: Claimed, error: GatewayError) -> None:
    with write(session, "refund_later"):
        payments.put(session, work.payment.id, failure=error.code)
        _look_again(session, work, error)


def _look_again(session: Session, work: Claimed, error: GatewayError | None = None) -> None:
    wish = error.retry_after_seconds if isinstance(error, Busy) else None
    wait = max(backoff.delay(work.payment.tries, work.payment.id), backoff.seconds(wish or 0))
    leases.release(session, Payment, work.payment.id, work.fence, next_at=work.clock() + wait)
