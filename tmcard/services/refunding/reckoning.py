"""Looking at what the payment service says of a payment that was decided long ago."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import CaptureStatus, Checkout, GatewayError, NotFound, Payments
from tmcard.domain.states import Act
from tmcard.services.refunding.booking import book
from tmcard.store import leases, payments
from tmcard.store.models import Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: Payments that `settle` is done with, of which others may still move the money.
DECIDED = frozenset(
    {
        PaymentStatus.CAPTURED,
        PaymentStatus.REFUNDING,
        PaymentStatus.REFUNDED,
        PaymentStatus.DECLINED,
        PaymentStatus.EXPIRED,
    }
)
#: So often a checkout that was paid is asked for again when the service says that there is no such thing.
MISSES = 5
#: How soon to look again while a capture beside ours has not been decided.
LOOK_AGAIN = timedelta(hours=1)


def reckon(session: Session, gateway: Payments, payment_id: int, clock: Clock) -> Payment:
    """Ask what was captured and given back of a decided payment, and book what our books do not know.

    While somebody else is at it, nothing happens. Calling it twice is harmless.
    """
    with write(session, "reckon_claimed"):
        fence = leases.claim(session, Payment, payment_id, statuses=DECIDED, now=clock())
        payment = payments.by_id(session, payment_id)
    if fence is not None:
        _look(session, gateway, payment, fence, clock)
    payment = payments.by_id(session, payment_id)
    release(session)
    return payment


def _look(session: Session, gateway: Payments, payment: Payment, fence: int, clock: Clock) -> None:
    checkout: Checkout | None = None
    next_at: datetime | None = None
    try:
        if payment.checkout_id is not None:
            with around("reckon_call"):
                checkout = gateway.read(payment.checkout_id)
    except NotFound:  # a checkout that nobody paid lapses; one that was paid is in the end the reconciler's to miss
        if payment.capture_id is not None and payment.tries < MISSES:
            next_at = clock() + backoff.delay(payment.tries, payment.id)
    except GatewayError:
        next_at = clock() + backoff.delay(payment.tries, payment.id)
    with write(session, "reckoned"):
        if checkout is not None and is_open_beside(payment.capture_id, checkout):
            next_at = clock() + LOOK_AGAIN
        if leases.release(session, Payment, payment.id, fence, next_at=next_at) and checkout is not None:
            payments.put(session, payment.id, tries=0)
            book(session, payment.id, checkout, Act("worker", clock()))


def is_open_beside(capture_id: str | None, checkout: Checkout) -> bool:
    """Whether the service itself has not decided yet about a capture beside this one."""
    others = [capture for capture in checkout.captures if capture.id != capture_id]
    return any(capture.status is CaptureStatus.PENDING for capture in others)
