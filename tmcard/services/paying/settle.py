"""The one door for "is it paid?": asks the payment service, compares, takes the money once, records what is true.

Called by the payer's return, the webhook, the sweeper and staff; calling it twice, or by two at once, is harmless.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.crashpoints import around
from tmcard.domain.payments import CAPTURE_REPEATABLE_FOR, PaymentStatus
from tmcard.domain.ports import Busy, Checkout, CheckoutStatus, GatewayError, NotFound, Payments, Refused
from tmcard.services import carrier_health, guesting, promoting, splitting
from tmcard.services.paying import gate, outcomes
from tmcard.services.paying.outcomes import Work
from tmcard.services.quoting import CannotRenew, check_renewable
from tmcard.store import leases, orders, payments, plans
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: States in which there is something to ask the payment service.
OPEN = frozenset({PaymentStatus.CREATED, PaymentStatus.APPROVED, PaymentStatus.CAPTURING, PaymentStatus.PENDING})


def settle(session: Session, gateway: Payments, payment_id: int, clock: Clock, *, actor: str) -> Payment:
    """Bring a payment as far as it can go now, and answer it as it then is.

    While somebody else is at it, nothing happens. Every unknown outcome stays in its claimed state and is
    looked up again. Commits several times; never calls out inside a transaction.
    """
    work = _claim(session, payment_id, clock, actor)
    if work is not None:
        checkout = _read(session, gateway, work)
        if checkout is not None:
            _follow(session, gateway, work, checkout)
    payment = payments.by_id(session, payment_id)
    release(session)
    return payment


def _claim(session: Session, payment_id: int, clock: Clock, actor: str) -> Work | None:
    with write(session, "settle_claimed"):
        fence = leases.claim(session, Payment, payment_id, statuses=OPEN, now=clock())
        payment = payments.by_id(session, payment_id)
        order = orders.by_id(session, payment.order_id)
        if fence is None:
            return None
        hindrance = _hindrance(session, order, clock())
        was_capturing = payment.status == PaymentStatus.CAPTURING
    return Work(payment, order, fence, actor, clock, hindrance, was_capturing)


def _hindrance(session: Session, order: Order, now: datetime) -> str | None:
    """Why the renewal could not be delivered any more, so that no money may be taken for it."""
    if order.has_changed_hands:
        return "card_changed_hands"
    try:
        check_renewable(session, order.card, now, but=order.id, takes_ended=order.is_after_end)
    except CannotRenew as reason:
        return f"card_{reason.reason}"
    if order.would_burn_more:
        return "card_renewed"
    if plans.is_spent(session, order.plan_id, order.owner_id):
        return "plan_spent"
    if not plans.is_on_sale(session, order.plan_id, now):
        return "plan_withdrawn"
    if not promoting.is_kept(session, order):
        return "promotion_released"
    return guesting.hindrance(session, order, now) or splitting.hindrance(session, order, now)


def _read(session: Session, gateway: Payments, work: Work) -> Checkout | None:
    payment = work.payment
    if payment.checkout_id is None:
        outcomes.wait_or_expire(session, work)
        return None
    try:
        with around("read_call"):
            checkout = gateway.read(payment.checkout_id)
    except NotFound:
        outcomes.lapsed(session, work)
    except GatewayError as error:
        outcomes.later(session, work, error)
    else:
        return checkout
    return None


def _follow(session: Session, gateway: Payments, work: Work, checkout: Checkout) -> None:
    if checkout.captures:
        outcomes.record(session, work, checkout)
    elif checkout.status is CheckoutStatus.VOIDED:
        outcomes.lapsed(session, work)
    elif gate.is_open(work.payment, checkout):
        _take(session, gateway, work, checkout)
    else:
        gate.turn_away(session, work, checkout)


def _take(session: Session, gateway: Payments, work: Work, checkout: Checkout) -> None:
    payment = work.payment
    if not outcomes.is_ours(payment, checkout.amount, checkout.custom_id, checkout.invoice_id):
        return outcomes.close(session, work, "mismatch", {"amount": str(checkout.amount)})
    is_new = payment.status != PaymentStatus.CAPTURING
    if is_new and (work.hindrance or not work.order_is_open):
        return outcomes.close(session, work, work.hindrance or "order_ended", {})
    if is_new and carrier_health.is_down(session, work.order.card.carrier, work.clock()):
        return outcomes.wait_or_expire(session, work)
    if is_new and payment.capture_refusals and work.actor == "worker":
        return outcomes.wait_or_expire(session, work)
    if not _intend(session, work):
        return outcomes.later(session, work, None)
    return _capture(session, gateway, work)


def _intend(session: Session, work: Work) -> bool:
    """Write down that money is about to be taken. False when it may not be taken (any more) by this claim."""
    payment, now = work.payment, work.clock()
    sent_at = payment.capture_sent_at or now
    if now - sent_at > CAPTURE_REPEATABLE_FOR:
        return False
    with write(session, "capture_begun"):
        if not leases.has_room(session, Payment, payment.id, work.fence, work.clock()):
            return False
        if not guesting.has_room(session, work.order) or not promoting.is_kept(session, work.order):
            return False
        if not splitting.has_room(session, work.order):
            return False
        if payment.status == PaymentStatus.CREATED:
            payments.advance(session, payment, "approval_seen", work.act())
        # The wait for the payer is over: an unknown outcome is looked up soon, however long they took.
        payments.advance(session, payment, "capture_begun", work.act(), capture_sent_at=sent_at, tries=0)
        return payments.by_id(session, payment.id).status == PaymentStatus.CAPTURING


def _capture(session: Session, gateway: Payments, work: Work) -> None:
    payment = work.payment
    try:
        with around("capture_call"):
            checkout = gateway.capture(payment.checkout_id or "", payment.capture_request_id)
    except Busy as error:
        return outcomes.later(session, work, error)
    except Refused as error:
        return _refused(session, gateway, work, error)
    except GatewayError as error:
        return outcomes.later(session, work, error)
    if checkout.captures:
        return outcomes.record(session, work, checkout)
    return outcomes.later(session, work, None)


def _refused(session: Session, gateway: Payments, work: Work, error: Refused) -> None:
    if error.code in ("already_captured", "duplicate_invoice"):
        checkout = _read(session, gateway, work)
        if checkout is None:
            return None
        if checkout.captures:
            return outcomes.record(session, work, checkout)
    if _is_unclear(work, error):
        return outcomes.later(session, work, error)
    if error.code in ("not_approved", "instrument_declined", "payer_action_required"):
        return outcomes.payer_again(session, work, error)
    return outcomes.refused(session, work, error)


def _is_unclear(work: Work, error: Refused) -> bool:
    """Whether the refusal leaves open what became of the money: the account of it may lag behind, or it says nothing
    of an earlier request that got no answer.
    """
    says_nothing = isinstance(error, NotFound) or error.code == "misconfigured"
    return error.code in ("already_captured", "in_progress") or (work.was_capturing and says_nothing)
