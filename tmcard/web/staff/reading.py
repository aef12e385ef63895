"""Everything there is to know about an order, put together for one page."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy.orm import Session

from tmcard.domain.identifiers import mask_msisdn
from tmcard.domain.money import Money
from tmcard.services import paying, refunding, splitting
from tmcard.services.splitting import Told
from tmcard.store import disputes, messages, orders, owners, payments, receipts, refunds, splits
from tmcard.store.models import Dispute, Message, Order, OrderEvent, Payment, Receipt, RefundRow


@dataclass(frozen=True, slots=True)
class Attempt:
    """One payment, what went back of it, and what may be done about it. `left` is none where nothing can go back."""

    payment: Payment
    refunds: list[RefundRow]
    disputes: list[Dispute]
    left: Money | None
    can_close: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The price that an order is a share of: how that stands, and the orders of all shares."""

    told: Told
    orders: list[Order]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order and all that belongs to it. `phone` is masked; `journal` has the newest line first."""

    order: Order
    together: Together | None
    phone: str | None
    attempts: list[Attempt]
    receipts: list[Receipt]
    messages: list[Message]
    journal: list[OrderEvent]


def order_named(session: Session, ref: str) -> Order:
    """The order of an address, or 404."""
    return orders.by_ref(session, ref) or abort(404)


def payment_named(session: Session, order: Order, ref: str) -> Payment:
    """The payment of an address, if it is one of this order's, or 404."""
    payment = payments.by_ref(session, ref)
    return payment if payment is not None and payment.order_id == order.id else abort(404)


def sheet(session: Session, order: Order, now: datetime) -> Sheet:
    """All of the order as it is now."""
    owner = owners.by_id(session, order.owner_id) if order.owner_id is not None else None
    disputed = disputes.of_order(session, order.id)
    return Sheet(
        order,
        _together(session, order),
        mask_msisdn(owner.msisdn) if owner is not None else None,
        [_attempt(session, payment, disputed, now) for payment in payments.of_order(session, order.id)],
        receipts.of_order(session, order.id),
        messages.of_order(session, order.id),
        orders.journal(session, order.id)[::-1],
    )


def _together(session: Session, order: Order) -> Together | None:
    told = splitting.told(session, order)
    if told is None or order.split_id is None:
        return None
    return Together(told, splits.orders_of(session, order.split_id))


def left(session: Session, payment: Payment) -> Money | None:
    """What can still be given back of a payment, or None where there is nothing."""
    amount = refunding.left(session, payment)
    return amount if amount is not None and amount.amount_minor > 0 else None


def _attempt(session: Session, payment: Payment, disputed: list[Dispute], now: datetime) -> Attempt:
    return Attempt(
        payment,
        refunds.of_payment(session, payment.id),
        [each for each in disputed if each.payment_id == payment.id],
        left(session, payment),
        paying.can_close(payment, now),
    )
