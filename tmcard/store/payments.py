"""Every query on payments. Status changes go through `advance` alone."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from tmcard.domain.payments import MOVES, UNDECIDED, PaymentStatus
from tmcard.domain.states import Act
from tmcard.store import orders
from tmcard.store.models import Payment
from tmcard.store.moving import move
from tmcard.store.orders import FRESH


def advance(session: Session, payment: Payment, event: str, act: Act, **values: Any) -> bool:
    """Move the payment along `event`, if it is still where that event may start, and write its order's journal.

    The caller commits.
    """
    step = MOVES[event]
    is_done = move(session, Payment, payment.id, step, act, **values)
    if is_done:
        session.execute(orders.touch(payment.order_id))
        orders.note(session, payment.order_id, event, step.target, act, subject=payment.ref)
    return is_done


def by_id(session: Session, payment_id: int) -> Payment:
    """The payment as the database has it now."""
    return session.scalars(select(Payment).where(Payment.id == payment_id).execution_options(**FRESH)).one()


def of_order(session: Session, order_id: int) -> list[Payment]:
    """All attempts to pay the order, oldest first."""
    query = select(Payment).where(Payment.order_id == order_id).order_by(Payment.id).execution_options(**FRESH)
    return list(session.scalars(query))


def latest(session: Session, order_id: int) -> Payment | None:
    """The attempt that an order's page speaks of: the one that pays it, else an undecided one, else the newest."""
    attempts = of_order(session, order_id)
    paying = [p for p in attempts if p.pays_order_id is not None]
    undecided = [p for p in attempts if p.status in UNDECIDED]
    return (paying or undecided or attempts or [None])[-1]  # type: ignore[list-item]  # the last list is the empty case


def by_checkout(session: Session, checkout_id: str) -> Payment | None:
    """The payment that the payment service knows under this id."""
    return session.scalars(
        select(Payment).where(Payment.checkout_id == checkout_id).execution_options(**FRESH)
    ).one_or_none()


def by_ref(session: Session, ref: str) -> Payment | None:
    """The payment that we named so to the payment service."""
    return session.scalars(select(Payment).where(Payment.ref == ref).execution_options(**FRESH)).one_or_none()


def put(session: Session, payment_id: int, **values: Any) -> None:
    """Write facts learned about the payment."""
    session.execute(
        update(Payment).where(Payment.id == payment_id).values(**values).execution_options(synchronize_session=False)
    )


def put_checkout(session: Session, payment_id: int, checkout_id: str, approval_url: str, *, next_at: datetime) -> None:
    """Write down what the payment service calls the attempt, unless somebody was quicker or it has ended."""
    session.execute(
        update(Payment)
        .where(Payment.id == payment_id, Payment.checkout_id.is_(None), Payment.status == PaymentStatus.CREATED)
        .values(checkout_id=checkout_id, approval_url=approval_url or None, next_at=next_at)
        .execution_options(synchronize_session=False)
    )


def make_due(
    session: Session,
    payment_id: int,
    statuses: frozenset[PaymentStatus],
    now: datetime,
    *,
    unless_captured_as: str | None = None,
) -> bool:
    """Let the payment be looked at now, if it is still in one of `statuses`, and not decided by just this capture."""
    done = session.execute(
        update(Payment)
        .where(Payment.id == payment_id, Payment.status.in_(sorted(statuses)))
        .where(func.coalesce(Payment.capture_id, "") != (unless_captured_as or "-"))
        .values(next_at=now)
        .returning(Payment.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def paying(session: Session, order_id: int) -> Payment | None:
    """The payment that paid the order."""
    return session.scalars(_paying(), {"order_id": order_id}).one_or_none()


@lru_cache
def _paying() -> Select[Payment]:
    return select(Payment).where(Payment.pays_order_id == bindparam("order_id")).execution_options(**FRESH)
