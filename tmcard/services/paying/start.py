"""Open an attempt to pay: written down first, then asked of the payment service, then written down again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.identifiers import new_ref
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import APPROVAL_LIFETIME, UNDECIDED, Method, PaymentStatus
from tmcard.domain.ports import Busy, Checkout, CheckoutRequest, GatewayError, NotSent, Payments, Refused, Unknown
from tmcard.domain.states import Act
from tmcard.services import carrier_health
from tmcard.services.quoting import check_renewable
from tmcard.store import orders, payments, plans
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]


class NotOpen(Exception):
    """The order cannot be paid (any more): it is paid, or it has ended."""


class QuoteEnded(Exception):
    """The quote's time has passed; a fresh one must be shown before anything is charged."""


class PlanWithdrawn(Exception):
    """The plan is not sold any more."""


class CarrierDown(Exception):
    """The card's carrier does not answer: no money is taken for what could not be delivered now."""


class PaymentUndecided(Exception):
    """An earlier attempt may still take the money: no second one is begun."""


class PaymentsUnavailable(Exception):
    """The payment service cannot be reached or gave no clear answer. No money moved; trying again is safe."""


class MethodRefused(Exception):
    """The payment service said no to this attempt. No money moved."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the payment service sends the payer back to."""

    back: str
    cancel: str


def start(session: Session, gateway: Payments, order_id: int, *, urls: Urls, email: str, clock: Clock) -> str:
    """Begin to pay an order (the terms are agreed to) and answer the address at which the payer approves.

    Pressing twice, or again after an unclear answer, goes on with the same attempt.
    Raises NotOpen, QuoteEnded, PlanWithdrawn, CarrierDown, PaymentUndecided, PaymentsUnavailable, MethodRefused,
    and quoting.CannotRenew.
    """
    with write(session, "payment_begun"):
        orders.lock(session, order_id)
        order = orders.by_id(session, order_id)
        payment = _attempt(session, order, clock())
        orders.put_open(
            session, order.id, terms_agreed_at=order.terms_agreed_at or clock(), receipt_email=email or None
        )
    if payment.approval_url:
        return payment.approval_url
    try:
        with around("create_call"):
            checkout = gateway.create(_request(order, payment, urls))
    except (NotSent, Unknown, Busy) as error:
        raise PaymentsUnavailable from error
    except Refused as error:
        _close(session, payment, error, clock())
        raise MethodRefused from error
    return _record(session, payment, checkout, clock())


def _attempt(session: Session, order: Order, now: datetime) -> Payment:
    if order.status != OrderStatus.OPEN or order.has_changed_hands:
        raise NotOpen(order.ref)
    attempts = payments.of_order(session, order.id)
    if any(p.status in UNDECIDED for p in attempts):
        raise PaymentUndecided(order.ref)
    if order.quote_ends_at <= now:
        raise QuoteEnded(order.ref)
    if not plans.is_on_sale(session, order.plan_id, now):
        raise PlanWithdrawn(order.plan.sku)
    check_renewable(session, order.card, now, but=order.id)
    if carrier_health.is_down(session, order.card.carrier, now):
        raise CarrierDown(order.card.carrier)
    for payment in attempts:
        if payment.status in (PaymentStatus.CREATED, PaymentStatus.APPROVED) and payment.expires_at > now:
            return payment
    return _new(session, order, len(attempts) + 1, now)


def _new(session: Session, order: Order, number: int, now: datetime) -> Payment:
    ref = new_ref()
    payment = Payment(ref=ref, order_id=order.id, method=Method.PAYPAL, status=PaymentStatus.CREATED)
    payment.currency, payment.amount_minor = order.currency, order.amount_minor
    payment.invoice_id = f"TM-{order.ref}-{number}"
    payment.create_request_id, payment.capture_request_id = f"tm-{ref}-create", f"tm-{ref}-capture-1"
    payment.created_at, payment.expires_at = now, now + APPROVAL_LIFETIME
    payment.next_at = payment.expires_at
    payment.tries = payment.fence = payment.capture_refusals = 0
    session.add(payment)
    session.flush()
    orders.note(session, order.id, "payment_begun", payment.status, Act("payer", now), subject=ref)
    return payment


def _request(order: Order, payment: Payment, urls: Urls) -> CheckoutRequest:
    name = order.plan.name_zh if order.locale == "zh" else order.plan.name_en
    return CheckoutRequest(
        request_id=payment.create_request_id,
        custom_id=payment.ref,
        invoice_id=payment.invoice_id,
        amount=payment.amount,
        description=name,
        locale=order.locale,
        return_url=urls.back,
        cancel_url=urls.cancel,
    )


def _close(session: Session, payment: Payment, error: GatewayError, now: datetime) -> None:
    act = Act("payer", now, payment.fence, error.evidence)
    with write(session, "create_refused"):
        payments.advance(session, payment, "declined", act, failure=error.code, ended_at=now, next_at=None)


def _record(session: Session, payment: Payment, checkout: Checkout, now: datetime) -> str:
    with write(session, "checkout_known"):
        first_look = now + backoff.delay(0, payment.id)
        payments.put_checkout(session, payment.id, checkout.id, checkout.approval_url, next_at=first_look)
    stored = payments.by_id(session, payment.id)
    release(session)
    if not stored.approval_url:
        raise PaymentsUnavailable
    return stored.approval_url
