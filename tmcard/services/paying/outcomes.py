"""What may become of a payment once the payment service has spoken: each outcome is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.money import Money
from tmcard.domain.orders import DELIVERY_DEADLINE, OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import Busy, Capture, CaptureStatus, GatewayError, Refused
from tmcard.domain.states import Act
from tmcard.services import refunding
from tmcard.store import leases, orders, payments
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import write

#: So often may a payer choose another source of money within one attempt.
MAX_REFUSALS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on a payment: the rows as they were claimed, and what stands against taking money."""

    payment: Payment
    order: Order
    fence: int
    actor: str
    clock: Callable[[], datetime]
    hindrance: str | None

    @property
    def order_is_open(self) -> bool:
        """Whether the order still waits to be paid."""
        return self.order.status == OrderStatus.OPEN

    def act(self, **evidence: Any) -> Act:
        """A move made under this claim."""
        return Act(self.actor, self.clock(), self.fence, evidence)


def is_ours(payment: Payment, amount: Money | None, custom_id: str, invoice_id: str) -> bool:
    """Whether what the payment service speaks of is this attempt, to the cent."""
    return amount == payment.amount and custom_id == payment.ref and invoice_id == payment.invoice_id


def record(session: Session, work: Work, capture: Capture) -> None:
    """Write down what became of the money. Only a completed capture of our amount pays the order.

    One of which a part was given back at the payment service is completed all the same: the rest is with us, so the
    service must be delivered.
    """
    if capture.status in (CaptureStatus.COMPLETED, CaptureStatus.PARTIALLY_REFUNDED):
        return _captured(session, work, capture)
    if capture.status is CaptureStatus.PENDING:
        return _pending(session, work, capture)
    code = "declined" if capture.status is CaptureStatus.DECLINED else "refunded_elsewhere"
    return close(session, work, code, {"capture": capture.id, "reason": capture.reason})


def _captured(session: Session, work: Work, capture: Capture) -> None:
    payment, amount = work.payment, capture.amount
    act = work.act(capture=capture.id, amount_minor=amount.amount_minor, currency=amount.currency)
    facts = {"capture_id": capture.id, "failure": None, "next_at": None, "lease_until": None}
    with write(session, "captured"):
        if not payments.advance(session, payment, "captured", act, **facts):
            return
        reason = "mismatch"
        if is_ours(payment, amount, capture.custom_id, capture.invoice_id):
            reason = "" if _pay(session, work) else "surplus"
        if reason:
            refunding.begin(session, payment, amount, reason, Act(work.actor, act.at))


def _pay(session: Session, work: Work) -> bool:
    now = work.clock()
    times = {"paid_at": now, "deadline_at": now + DELIVERY_DEADLINE, "next_at": now, "tries": 0}
    if not orders.advance(session, work.order.id, "capture_completed", Act(work.actor, now), **times):
        return False
    payments.put(session, work.payment.id, pays_order_id=work.order.id)
    return True


def _pending(session: Session, work: Work, capture: Capture) -> None:
    payment = work.payment
    with write(session, "capture_pending"):
        if payment.status != PaymentStatus.PENDING:
            act = work.act(capture=capture.id, reason=capture.reason)
            payments.advance(session, payment, "capture_pending", act, capture_id=capture.id)
        _look_again(session, work)


def close(session: Session, work: Work, code: str, evidence: Mapping[str, Any]) -> None:
    """End the attempt without money. The order stays open, so that the payer may try another way."""
    _end(session, work, "declined", code, evidence)


def _end(session: Session, work: Work, event: str, code: str, evidence: Mapping[str, Any]) -> None:
    act = work.act(**{**evidence, "code": code})
    with write(session, f"payment_{event}"):
        facts = {"failure": code, "ended_at": act.at, "next_at": None, "lease_until": None}
        payments.advance(session, work.payment, event, act, **facts)


def payer_again(session: Session, work: Work, error: Refused) -> None:
    """The payer has to act at the payment service once more: back to waiting, under a fresh capture id."""
    payment = work.payment
    refusals = payment.capture_refusals + int(error.code != "not_approved")
    if refusals > MAX_REFUSALS:
        return close(session, work, error.code, error.evidence)
    facts = {
        "failure": None if error.code == "not_approved" else error.code,
        "capture_refusals": refusals,
        "capture_request_id": f"tm-{payment.ref}-capture-{refusals + 1}",
        "capture_sent_at": None,
        "approval_url": error.evidence.get("approval_url") or payment.approval_url,
    }
    with write(session, "payer_again"):
        payments.advance(session, payment, "capture_retried", work.act(**error.evidence), **facts)
        _look_again(session, work)
    return None


def _look_again(session: Session, work: Work, at_least: timedelta = timedelta()) -> None:
    wait = max(at_least, backoff.delay(work.payment.tries, work.payment.id))
    leases.release(session, Payment, work.payment.id, work.fence, next_at=work.clock() + wait)


def later(session: Session, work: Work, error: GatewayError | None) -> None:
    """Nothing is known for sure: stay where we are and look again."""
    wish = error.retry_after_seconds if isinstance(error, Busy) else None
    with write(session, "settle_later"):
        _look_again(session, work, backoff.seconds(wish or 0))


def wait_or_expire(session: Session, work: Work) -> None:
    """The payer has not approved (yet): wait, until the attempt's time is over."""
    payment, now = work.payment, work.clock()
    if payment.status == PaymentStatus.CAPTURING or now < payment.expires_at:
        return later(session, work, None)
    return _end(session, work, "expired", "not_approved", {})


def lapsed(session: Session, work: Work) -> None:
    """The payment service does not know the attempt any more. Nothing was taken, unless we had begun to take it."""
    if work.payment.status in (PaymentStatus.CAPTURING, PaymentStatus.PENDING):
        return later(session, work, None)
    return _end(session, work, "expired", "lapsed", {})
