"""Open an attempt to pay: written down first, then asked of the payment service, then written down again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.accounts import Limit
from tmcard.domain.crashpoints import around
from tmcard.domain.identifiers import new_ref
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import APPROVAL_LIFETIME, UNDECIDED, Method, PaymentStatus
from tmcard.domain.ports import Busy, Checkout, CheckoutRequest, GatewayError, NotSent, Payments, Refused, Unknown
from tmcard.domain.states import Act
from tmcard.services import carrier_health, guesting, promoting, throttling
from tmcard.services.quoting import check_renewable
from tmcard.store import orders, payments, plans
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: New attempts by card or Apple Pay: whoever has a list of stolen cards to try out shall not do it here.
TRIES = (Limit("attempt-hour", 10, timedelta(hours=1)), Limit("attempt-day", 30, timedelta(days=1)))


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


@dataclass(frozen=True, slots=True)
class Wish:
    """How the payer wants to pay, where to send them back to, and where the receipt goes.

    The terms are agreed to, and what would be lost.
    """

    urls: Urls
    email: str
    method: Method = Method.PAYPAL


def start(session: Session, gateway: Payments, order_id: int, *, urls: Urls, email: str, clock: Clock) -> str:
    """Begin to pay an order through PayPal's own page and answer the address at which the payer approves.

    As `begin`, whose exceptions it raises too.
    """
    url = begin(session, gateway, order_id, Wish(urls, email), clock=clock).approval_url
    if not url:
        raise PaymentsUnavailable
    return url


def begin(session: Session, gateway: Payments, order_id: int, wish: Wish, *, clock: Clock) -> Payment:
    """Begin to pay an order and answer the attempt as the payment service knows it (`checkout_id`).

    Pressing twice, or again after an unclear answer, goes on with the same attempt; another method is another
    attempt, and the first to be captured wins. Raises NotOpen, QuoteEnded, PlanWithdrawn, CarrierDown,
    PaymentUndecided, PaymentsUnavailable, MethodRefused, quoting.CannotRenew, guesting.LinkEnded and
    throttling.TooMany.
    """
    with write(session, "payment_begun"):
        orders.lock(session, order_id)
        order = orders.by_id(session, order_id)
        payment = _attempt(session, order, wish, clock())
        orders.put_open(session, order.id, **_agreed(order, wish, clock()))
    if payment is None:  # committed, so that the fresh quote knows why
        raise QuoteEnded(order.ref)
    if _is_known(payment):
        return payment
    try:
        with around("create_call"):
            checkout = gateway.create(_request(order, payment, wish.urls))
    except (NotSent, Unknown, Busy) as error:
        raise PaymentsUnavailable from error
    except Refused as error:
        _close(session, payment, error, clock())
        raise MethodRefused from error
    return _record(session, payment, checkout, clock())


def _agreed(order: Order, wish: Wish, now: datetime) -> dict[str, Any]:
    """What the payer agrees to by paying, and where the receipt goes: a guest has given an address before."""
    address = wish.email or (order.receipt_email if order.link_id is not None else None)
    agreed: dict[str, Any] = {"terms_agreed_at": order.terms_agreed_at or now, "receipt_email": address}
    if order.lost_bytes or order.lost_seconds:
        agreed["loss_agreed_at"] = order.loss_agreed_at or now
    return agreed


def _is_known(payment: Payment) -> bool:
    """Whether the payment service has been asked: by PayPal's page only an attempt with an address can be paid."""
    return bool(payment.checkout_id and (payment.approval_url or payment.method != Method.PAYPAL))


def _attempt(session: Session, order: Order, wish: Wish, now: datetime) -> Payment | None:
    """The attempt to go on with; None where the order may not be paid with what promotions took off it."""
    if order.status != OrderStatus.OPEN or order.has_changed_hands:
        raise NotOpen(order.ref)
    attempts = payments.of_order(session, order.id)
    if any(p.status in UNDECIDED for p in attempts):
        raise PaymentUndecided(order.ref)
    check_renewable(session, order.card, now, but=order.id, takes_ended=order.is_after_end)
    if not order.holds(now):
        raise QuoteEnded(order.ref)
    if not promoting.keep(session, order, wish.email, now):
        return None
    is_spent = plans.is_spent(session, order.plan_id, order.owner_id)
    if is_spent or not plans.is_on_sale(session, order.plan_id, now):
        raise PlanWithdrawn(order.plan.sku)
    guesting.check(session, order, now)
    if carrier_health.is_down(session, order.card.carrier, now):
        raise CarrierDown(order.card.carrier)
    open_ones = (p for p in attempts if p.status in (PaymentStatus.CREATED, PaymentStatus.APPROVED))
    again = next((p for p in open_ones if p.method == wish.method and p.expires_at > now), None)
    if again is None and wish.method != Method.PAYPAL:
        throttling.allow(session, TRIES, order.counted_for, now)
    return again or _new(session, order, wish.method, len(attempts) + 1, now)


def _new(session: Session, order: Order, method: Method, number: int, now: datetime) -> Payment:
    ref = new_ref()
    payment = Payment(ref=ref, order_id=order.id, method=method, status=PaymentStatus.CREATED)
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
        method=Method(payment.method),
    )


def _close(session: Session, payment: Payment, error: GatewayError, now: datetime) -> None:
    act = Act("payer", now, payment.fence, error.evidence)
    with write(session, "create_refused"):
        payments.advance(session, payment, "declined", act, failure=error.code, ended_at=now, next_at=None)


def _record(session: Session, payment: Payment, checkout: Checkout, now: datetime) -> Payment:
    # A card is approved in the page itself: nobody is to be sent to PayPal's for it.
    url = checkout.approval_url if payment.method == Method.PAYPAL else ""
    with write(session, "checkout_known"):
        first_look = now + backoff.delay(0, payment.id)
        payments.put_checkout(session, payment.id, checkout.id, url, next_at=first_look)
    stored = payments.by_id(session, payment.id)
    release(session)
    return stored
