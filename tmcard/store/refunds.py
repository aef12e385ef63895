"""Every query on refunds. Status changes go through `advance` alone."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tmcard.domain import refunds
from tmcard.domain.money import Money
from tmcard.domain.refunds import BEGINS, MOVES, RefundState
from tmcard.domain.states import Act
from tmcard.store import orders
from tmcard.store.models import Payment, RefundRow
from tmcard.store.moving import move
from tmcard.store.orders import FRESH


def add(session: Session, row: RefundRow, order_id: int, event: str, act: Act) -> RefundRow:
    """Store a refund that begins with `event`, and the first line of its journal."""
    row.status = BEGINS[event].value
    session.add(row)
    session.flush()
    _tell(session, row, order_id, event, act)
    return row


def advance(session: Session, row: RefundRow, event: str, act: Act, **values: Any) -> bool:
    """Move the refund along `event`, if it is still where that event may start, and write its order's journal.

    The caller commits.
    """
    if not move(session, RefundRow, row.id, MOVES[event], act, next_at=None, lease_until=None, **values):
        return False
    moved = by_id(session, row.id)
    _tell(session, moved, moved.payment.order_id, event, act)
    return True


def put(session: Session, row_id: int, **values: Any) -> None:
    """Write facts learned about a refund."""
    session.execute(
        update(RefundRow).where(RefundRow.id == row_id).values(**values).execution_options(synchronize_session=False)
    )


def by_id(session: Session, row_id: int) -> RefundRow:
    """The refund as the database has it now."""
    return session.scalars(select(RefundRow).where(RefundRow.id == row_id).execution_options(**FRESH)).one()


def by_key(session: Session, key: str) -> RefundRow | None:
    """The refund that was asked for under this key already."""
    return session.scalars(select(RefundRow).where(RefundRow.key == key).execution_options(**FRESH)).one_or_none()


def of_payment(session: Session, payment_id: int) -> list[RefundRow]:
    """All refunds of the payment, oldest first."""
    query = select(RefundRow).where(RefundRow.payment_id == payment_id).order_by(RefundRow.id)
    return list(session.scalars(query.execution_options(**FRESH)))


def under_way(session: Session, payment_id: int) -> list[RefundRow]:
    """The refunds of the payment whose outcome is not known yet."""
    return [row for row in of_payment(session, payment_id) if row.status == RefundState.REFUNDING]


def make_due(session: Session, payment_id: int, now: Any) -> None:
    """Let the refunds of the payment that have not ended be looked at now."""
    session.execute(
        update(RefundRow)
        .where(RefundRow.payment_id == payment_id, RefundRow.status == RefundState.REFUNDING)
        .values(next_at=now)
        .execution_options(synchronize_session=False)
    )


def left(session: Session, payment: Payment) -> Money | None:
    """What of the payment has neither gone back nor is on its way; None where nothing was taken."""
    if payment.captured is None:
        return None
    return refunds.left(payment.captured, payment.capture_id or "", of_payment(session, payment.id))


def given_back(session: Session, payment: Payment) -> Money | None:
    """What of the payment has gone back; None where nothing was taken."""
    if payment.captured is None:
        return None
    return refunds.given_back(payment.captured, payment.capture_id or "", of_payment(session, payment.id))


def _tell(session: Session, row: RefundRow, order_id: int, event: str, act: Act) -> None:
    facts = {"payment_id": row.payment_id, "reason": row.reason, "amount_minor": row.amount_minor}
    evidence = {**facts, "currency": row.currency, "note": row.note, **act.evidence}
    told = Act(act.actor, act.at, act.fence, {name: value for name, value in evidence.items() if value != ""})
    session.execute(orders.touch(order_id))
    orders.note(session, order_id, event, row.status, told, subject=row.ref)
