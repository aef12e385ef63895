"""Disputes: looked up at the payment service, told to people, and in the way of any further service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.disputes import LOOK_EVERY, DisputeStatus, Outcome
from tmcard.domain.orders import OrderStatus
from tmcard.domain.ports import DisputeCase, Disputes, GatewayError
from tmcard.domain.quotes import Start
from tmcard.domain.states import Act
from tmcard.services.refunding import DECIDED
from tmcard.store import disputes, leases, orders, payments, refunds
from tmcard.store.models import Dispute
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Work:
    """One claim on a dispute."""

    dispute: Dispute
    fence: int
    clock: Clock


def look(session: Session, gateway: Disputes, dispute_id: int, clock: Clock) -> Dispute:
    """Ask how a dispute stands and let its order follow; answers the dispute. Calling it twice is harmless.

    While it is open, a renewal that was not delivered is held and no refund of ours is sent. When it ends for us, the
    renewal goes on; when it ends for the payer, the money is on its way back by the payment service's own hand.
    """
    with write(session, "dispute_claimed"):
        fence = leases.claim(session, Dispute, dispute_id, statuses=set(DisputeStatus), now=clock())
        dispute = disputes.by_id(session, dispute_id)
    if fence is not None:
        _ask(session, gateway, Work(dispute, fence, clock))
    dispute = disputes.by_id(session, dispute_id)
    release(session)
    return dispute


def _ask(session: Session, gateway: Disputes, work: Work) -> None:
    try:
        with around("dispute_call"):
            case = gateway.read(work.dispute.dispute_id)
    except GatewayError as error:
        return _later(session, work, error)
    return _record(session, work, case)


def _later(session: Session, work: Work, error: GatewayError) -> None:
    dispute = work.dispute
    wait = backoff.delay(dispute.tries, dispute.id)
    with write(session, "dispute_later"):
        disputes.put(session, dispute.id, failure=error.code)
        leases.release(session, Dispute, dispute.id, work.fence, next_at=work.clock() + wait)


def _record(session: Session, work: Work, case: DisputeCase) -> None:
    now = work.clock()
    act = Act("worker", now, work.fence, {"dispute": case.id, "stage": case.stage, "reason": case.reason})
    next_at = None if case.is_resolved else now + LOOK_EVERY
    with write(session, "dispute_seen"):
        if not leases.release(session, Dispute, work.dispute.id, work.fence, next_at=next_at):
            return
        disputes.put(session, work.dispute.id, tries=0, failure=None, **_facts(case))
        if case.is_resolved:
            _resolved(session, work.dispute, case, act)
        else:
            _opened(session, work.dispute, act)


def _facts(case: DisputeCase) -> dict[str, object]:
    amount = {"amount_minor": case.amount.amount_minor, "currency": case.amount.currency} if case.amount else {}
    return {"stage": case.stage, "reason": case.reason, "outcome": case.outcome, "opened_at": case.opened_at, **amount}


def _opened(session: Session, dispute: Dispute, act: Act) -> None:
    """Hold what is paid and surely not on its way; what may be on its way `credit` holds when it knows."""
    event = "dispute_reopened" if dispute.status == DisputeStatus.RESOLVED else "dispute_opened"
    disputes.advance(session, dispute, event, act)
    order_id = payments.by_id(session, dispute.payment_id).pays_order_id
    if order_id is not None and orders.by_id(session, order_id).status in (OrderStatus.QUEUED, OrderStatus.PAID):
        orders.stop(session, order_id, "held", Act(act.actor, act.at, None, act.evidence))


def _resolved(session: Session, dispute: Dispute, case: DisputeCase, act: Act) -> None:
    """Whoever won, the books are compared; and what waited for the end of it goes on."""
    ended = Act(act.actor, act.at, act.fence, {**act.evidence, "outcome": str(case.outcome)})
    if not disputes.advance(session, dispute, "dispute_resolved", ended, resolved_at=act.at):
        return
    payments.make_due(session, dispute.payment_id, DECIDED, act.at)
    refunds.make_due(session, dispute.payment_id, act.at)
    payment = payments.by_id(session, dispute.payment_id)
    if payment.pays_order_id is not None and not disputes.stands_against(session, payment.id):
        _go_on(session, payment.pays_order_id, case.outcome, Act(act.actor, act.at, None, ended.evidence))


def _go_on(session: Session, order_id: int, outcome: Outcome | None, act: Act) -> None:
    order = orders.by_id(session, order_id)
    if outcome is Outcome.BUYER:
        if order.status == OrderStatus.HELD:
            orders.stop(session, order_id, "delivery_impossible", act, failure="disputed")
        return
    if order.starts == Start.QUEUED and order.deadline_at is None:  # it was held before it started
        orders.advance(session, order_id, "requeued", act, next_at=act.at, tries=0)
        return
    deadline = act.at + order.policy.deliver_within
    times = {"worked_since": act.at, "deadline_at": deadline, "next_at": act.at}
    orders.advance(session, order_id, "released", act, tries=0, **times)
