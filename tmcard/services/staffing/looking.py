"""Looking at an order now: by the same doors as the worker, only sooner and in the name of whoever asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.ports import Carrier, Disputes, Payments
from tmcard.domain.states import Act
from tmcard.services import disputing, queueing, refunding
from tmcard.services.crediting import credit
from tmcard.services.paying import settle
from tmcard.store import disputes, orders, payments
from tmcard.store.models import Payment
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
Row = TypeVar("Row")


class Ways(Protocol):
    """The ways out that a look may take."""

    @property
    def payments(self) -> Payments:
        """The payment service."""

    @property
    def disputes(self) -> Disputes:
        """What payers dispute there."""

    @property
    def carriers(self) -> Mapping[str, Carrier]:
        """By name."""


def look(session: Session, ways: Ways, order_id: int, *, actor: str, clock: Clock) -> None:
    """Bring an order and everything of it as far as it goes now; the journal says who asked. Commits.

    What somebody else is at is left to them. Harmless to repeat. GatewayError: what came before it stands.
    """
    with write(session, "staff_looked"):
        orders.note(session, order_id, "looked_at", orders.by_id(session, order_id).status, Act(actor, clock()))
    for payment in _released(session, payments.of_order(session, order_id)):
        _look_at_payment(session, ways.payments, payment, actor=actor, clock=clock)
    for dispute in _released(session, disputes.of_order(session, order_id)):
        disputing.look(session, ways.disputes, dispute.id, clock)
    status = orders.by_id(session, order_id).status
    release(session)
    if status == OrderStatus.QUEUED:
        status = queueing.watch(session, ways.carriers, order_id, clock)
    if status in (OrderStatus.PAID, OrderStatus.CREDITING):
        credit(session, ways.carriers, order_id, clock)


def _look_at_payment(session: Session, gateway: Payments, payment: Payment, *, actor: str, clock: Clock) -> None:
    """Undecided: settle. Decided: see what the payment service says of it. Then carry begun refunds out."""
    if payment.status in refunding.DECIDED:
        refunding.reckon(session, gateway, payment.id, clock)
    else:
        settle(session, gateway, payment.id, clock, actor=actor)
    refunding.refund(session, gateway, payment.id, clock)


def _released(session: Session, rows: list[Row]) -> list[Row]:
    release(session)
    return rows
