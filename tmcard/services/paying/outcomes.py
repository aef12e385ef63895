"""What may become of a payment once the payment service has spoken: each outcome is one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import Busy, Capture, CaptureStatus, Checkout, GatewayError, NotFound, Refused
from tmcard.domain.states import Act
from tmcard.services import receipts, refunding
from tmcard.services.paying.paid import pay
from tmcard.services.refunding.booking import KEPT
from tmcard.store import leases, payments
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import write

#: A capture that took money, whatever became of it.
_TAKEN = KEPT | {CaptureStatus.REFUNDED}
_RANKS = (KEPT, {CaptureStatus.PENDING}, {CaptureStatus.REFUNDED})
#: So often may a payer choose another source of money within one attempt.
MAX_REFUSALS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on a payment: the rows as they were claimed, and what stands against taking money.

    `was_capturing`: an earlier claim has asked for the money and not learned what became of it.
    """

    payment: Payment
    order: Order
    fence: int
    actor: str
    clock: Callable[[], datetime]
    hindrance: str | None
    was_capturing: bool = False

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


def record(session: Session, work: Work, checkout: Checkout) -> None:
    """Write down what became of the money. Only a completed capture of our amount pays the order.

    One of which a part was given back at the payment service is completed all the same: the rest is with us, so the
    service must be delivered. One that went back whole is written down with its refund, and pays nothing.
    """
    capture = _decisive(work.payment, checkout.captures)
    if capture.status in _TAKEN:
        return _captured(session, work, checkout, capture)
    if capture.status is CaptureStatus.PENDING:
        return _pending(session, work, capture)
    return close(session, work, "declined", {"capture": capture.id, "reason": capture.reason})


def _decisive(payment: Payment, captures: Sequence[Capture]) -> Capture:
    """The capture that says how the payment stands: the first that took what we asked for, else the first that took
    anything, else one that may, else one that went back, else the last that did not.
    """
    ours = [c for c in captures if c.status in KEPT and is_ours(payment, c.amount, c.custom_id, c.invoice_id)]
    by_status = [[c for c in captures if c.status in statuses] for statuses in _RANKS]
    return next(found[0] for found in (ours, *by_status, captures[-1:]) if found)


def _captured(session: Session, work: Work, checkout: Checkout, capture: Capture) -> None:
    payment, amount = work.payment, capture.amount
    act = work.act(capture=capture.id, amount_minor=amount.amount_minor, currency=amount.currency)
    facts = {"capture_id": capture.id, "captured_minor": amount.amount_minor, "captured_currency": amount.currency}
    look_again = act.at + refunding.LOOK_AGAIN if refunding.is_open_beside(capture.id, checkout) else None
    facts |= {"captured_at": act.at, "failure": None, "next_at": look_again, "lease_until": None, "tries": 0}
    with write(session, "captured"):
        if not payments.advance(session, payment, "captured", act, **facts):
            return
        reason = _worth(session, work, capture)
        receipts.paid(session, work.order, payment, amount, capture.id, act.at)
        refunding.book(session, payment.id, checkout, Act(work.actor, act.at))
        rest = refunding.left(session, payments.by_id(session, payment.id))
        if reason and rest is not None and rest.amount_minor:
            refunding.begin(session, payment, rest, reason, Act(work.actor, act.at))


def _worth(session: Session, work: Work, capture: Capture) -> str:
    """Let the capture pay the order, or say why it goes back."""
    if capture.status is CaptureStatus.REFUNDED:
        return "surplus"
    if not is_ours(work.payment, capture.amount, capture.custom_id, capture.invoice_id):
        return "mismatch"
    is_first = pay(session, work.order.id, work.payment.id, work.actor, work.clock())
    return "" if is_first else "surplus"


def _pending(session: Session, work: Work, capture: Capture) -> None:
    payment = work.payment
    with write(session, "capture_pending"):
        if payment.status != PaymentStatus.PENDING:
            act = work.act(capture=capture.id, reason=capture.reason)
            facts = {"capture_id": capture.id, "failure": capture.reason or None}
            payments.advance(session, payment, "capture_pending", act, **facts)
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
    """The payment service does not know the attempt any more. Nothing was taken, unless we had begun to take it:
    then it is only asked, and in the end a person decides (`close_unknown`).
    """
    if work.payment.status in (PaymentStatus.CAPTURING, PaymentStatus.PENDING):
        return later(session, work, None)
    return _end(session, work, "expired", "lapsed", {})


def refused(session: Session, work: Work, error: Refused) -> None:
    """A definite no to our request: the attempt is over. If somebody paid under our invoice id, every attempt of the
    order is looked at once more; if it lapsed between our look and our first request, nothing was taken.
    """
    if isinstance(error, NotFound):
        return _end(session, work, "forgotten", "lapsed", {})
    if error.code == "duplicate_invoice":
        with write(session, "attempts_due"):
            for other in payments.of_order(session, work.order.id):
                if other.id != work.payment.id:
                    payments.make_due(session, other.id, frozenset(PaymentStatus), work.clock())
    return close(session, work, error.code, error.evidence)
