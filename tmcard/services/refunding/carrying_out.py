"""Carrying a refund out, or looking up what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import Busy, GatewayError, Payments, Refund, RefundRequest, RefundStatus
from tmcard.domain.refunds import RefundState
from tmcard.domain.states import Act
from tmcard.services import noticing, receipts
from tmcard.services.refunding.balancing import balance
from tmcard.store import disputes, leases, orders, payments, refunds
from tmcard.store.models import Payment, RefundRow
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: A refund that a dispute stands against is looked at again so late, unless the dispute ends before.
DISPUTED_WAIT = timedelta(hours=1)
#: What makes asking again useless; after any other error it is asked again.
USELESS = frozenset({"already_refunded", "refund_impossible"})


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on a refund."""

    payment: Payment
    row: RefundRow
    fence: int
    clock: Clock

    def act(self, **evidence: Any) -> Act:
        """A move made under this claim."""
        return Act("worker", self.clock(), self.fence, evidence)


def refund(session: Session, gateway: Payments, payment_id: int, clock: Clock) -> PaymentStatus:
    """Carry out every begun refund of a payment whose time has come; answers how the payment then stands."""
    rows = [row.id for row in refunds.under_way(session, payment_id)]
    due = [key for key in rows if leases.is_due(session, RefundRow, key, clock())]
    release(session)
    for key in due:
        carry_out(session, gateway, key, clock)
    status = PaymentStatus(payments.by_id(session, payment_id).status)
    release(session)
    return status


def carry_out(session: Session, gateway: Payments, refund_id: int, clock: Clock) -> str:
    """Carry a begun refund out, or look up what became of it; answers its status. Calling it twice is harmless.

    While a dispute stands against the payment nothing is sent: what goes back is decided there.
    """
    with write(session, "refund_claimed"):
        fence = leases.claim(session, RefundRow, refund_id, statuses={RefundState.REFUNDING}, now=clock())
        row = refunds.by_id(session, refund_id)
        payment = payments.by_id(session, row.payment_id)
        is_disputed = disputes.stands_against(session, payment.id)
    if fence is not None:
        work = Work(payment, row, fence, clock)
        if is_disputed and row.refund_id is None:
            _look_again(session, work, "disputed", DISPUTED_WAIT)
        else:
            _drive(session, gateway, work)
    status = refunds.by_id(session, refund_id).status
    release(session)
    return status


def _drive(session: Session, gateway: Payments, work: Work) -> None:
    row = work.row
    try:
        with around("refund_call"):
            answer = gateway.read_refund(row.refund_id) if row.refund_id else gateway.refund(_request(work))
    except GatewayError as error:
        if error.code in USELESS and error.permanent:
            return _failed(session, work, error.code, error.evidence)
        return _later(session, work, error)
    if answer.status is RefundStatus.COMPLETED:
        return _done(session, work, answer)
    if answer.status is RefundStatus.FAILED:
        return _failed(session, work, "refund_failed", {"refund_id": answer.id}, refund_id=answer.id)
    return _waiting(session, work, answer)


def _request(work: Work) -> RefundRequest:
    row = work.row
    return RefundRequest(row.request_id or "", row.capture_id, row.amount, work.payment.ref, row.invoice_id or "")


def _done(session: Session, work: Work, answer: Refund) -> None:
    payment, row, act = work.payment, work.row, work.act(refund_id=answer.id)
    with write(session, "refunded"):
        facts = {"ended_at": act.at, "refund_id": answer.id, "failure": None}
        if not refunds.advance(session, row, "given_back", act, **facts):
            return
        balance(session, payment.id, Act("worker", act.at, None, act.evidence))
        order = orders.by_id(session, payment.order_id)
        noticing.refunded(session, order, row, act.at)
        receipts.given_back(session, order, row, refund_ref=answer.id, capture_id=row.capture_id, now=act.at)


def _failed(session: Session, work: Work, code: str, evidence: Any, **values: Any) -> None:
    """A definite no. People are told; what went back by another hand is looked up."""
    act = work.act(code=code, **{name: value for name, value in evidence.items() if name != "code"})
    with write(session, "refund_failed"):
        facts = {"ended_at": act.at, "failure": code, **values}
        if not refunds.advance(session, work.row, "not_given_back", act, **facts):
            return
        balance(session, work.payment.id, Act("worker", act.at, None, {"code": code}))
        payments.put(session, work.payment.id, next_at=act.at)


def _waiting(session: Session, work: Work, answer: Refund) -> None:
    with write(session, "refund_pending"):
        refunds.put(session, work.row.id, refund_id=answer.id, failure=None)
        _give_up_claim(session, work)


def _later(session: Session, work: Work, error: GatewayError) -> None:
    wish = error.retry_after_seconds if isinstance(error, Busy) else None
    _look_again(session, work, error.code, backoff.seconds(wish or 0))


def _look_again(session: Session, work: Work, failure: str, at_least: timedelta) -> None:
    with write(session, "refund_later"):
        refunds.put(session, work.row.id, failure=failure)
        _give_up_claim(session, work, at_least)


def _give_up_claim(session: Session, work: Work, at_least: timedelta = timedelta()) -> None:
    wait = max(at_least, backoff.delay(work.row.tries, work.row.id))
    leases.release(session, RefundRow, work.row.id, work.fence, next_at=work.clock() + wait)
