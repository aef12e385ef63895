"""Closing an attempt whose capture nobody will ever know of: a person's decision, on a fresh look."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.crashpoints import around
from tmcard.domain.payments import CLOSABLE_AFTER, UNDECIDED
from tmcard.domain.ports import GatewayError, NotFound, Payments
from tmcard.domain.states import Act
from tmcard.store import leases, payments
from tmcard.store.models import Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]


class NotClosable(Exception):
    """The attempt stays as it is. `code`: `not_unknown`, `too_early`, `known_there`, `no_answer`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def can_close(payment: Payment, now: datetime) -> bool:
    """Whether the attempt is claimed for so long that nothing we sent can still become a capture."""
    since = payment.capture_sent_at or payment.created_at
    return payment.status in UNDECIDED and now - since > CLOSABLE_AFTER


def close_unknown(
    session: Session, gateway: Payments, payment_id: int, *, actor: str, note: str, clock: Clock
) -> Payment:
    """End an attempt that the payment service has forgotten, as a person decided. Commits.

    The payment service is asked once more: whatever it still knows is for `settle`. Should a capture turn up later
    after all, it goes back by itself. Raises NotClosable.
    """
    fence = _claim(session, payment_id, clock())
    answer = _ask(gateway, payments.by_id(session, payment_id), session)
    act = Act(actor, clock(), fence, {"note": note[:500], "answer": answer})
    with write(session, "closed_by_staff"):
        payment = payments.by_id(session, payment_id)
        if answer == "not_found":
            facts = {"failure": "closed_by_staff", "ended_at": act.at, "next_at": None, "lease_until": None}
            payments.advance(session, payment, "closed_by_staff", act, **facts)
        else:
            leases.release(session, Payment, payment_id, fence, next_at=act.at, tried=False)
    if answer != "not_found":
        raise NotClosable(answer)
    payment = payments.by_id(session, payment_id)
    release(session)
    return payment


def _claim(session: Session, payment_id: int, now: datetime) -> int:
    with write(session, "close_claimed"):
        payment = payments.by_id(session, payment_id)
        if payment.status not in UNDECIDED:
            raise NotClosable("not_unknown")
        if not can_close(payment, now):
            raise NotClosable("too_early")
        fence = leases.claim(session, Payment, payment_id, statuses=UNDECIDED, now=now)
        if fence is None:
            raise NotClosable("no_answer")
    return fence


def _ask(gateway: Payments, payment: Payment, session: Session) -> str:
    """What the payment service says of the attempt now: `not_found`, `known_there` or `no_answer`."""
    release(session)
    try:
        with around("close_call"):
            gateway.read(payment.checkout_id or "")
    except NotFound:
        return "not_found"
    except GatewayError:
        return "no_answer"
    return "known_there"
