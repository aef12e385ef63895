"""Every query on disputes. Status changes go through `advance` alone."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from tmcard.domain.disputes import ACTIVE, BEGINS, MOVES
from tmcard.domain.identifiers import new_ref
from tmcard.domain.states import Act
from tmcard.store import orders
from tmcard.store.inserting import insert_into
from tmcard.store.models import Dispute, Payment, RefundRow
from tmcard.store.moving import move
from tmcard.store.orders import FRESH
from tmcard.store.prepared import Prepared


def report(session: Session, dispute_id: str, payment: Payment, act: Act) -> int:
    """Keep what a hint says of a dispute, to be looked up now; answers its key, also of one known before."""
    begin = "dispute_reported"
    facts = {"ref": new_ref(), "dispute_id": dispute_id, "payment_id": payment.id, "status": BEGINS[begin].value}
    facts |= {"stage": "", "reason": "", "reported_at": act.at, "next_at": act.at, "tries": 0, "fence": 0}
    row = insert_into(session, Dispute).values(**facts).on_conflict_do_nothing(index_elements=[Dispute.dispute_id])
    made = session.execute(row.returning(Dispute.id)).scalar_one_or_none()
    if made is None:
        known = select(Dispute.id).where(Dispute.dispute_id == dispute_id)
        session.execute(update(Dispute).where(Dispute.dispute_id == dispute_id).values(next_at=act.at))
        return session.scalars(known).one()
    orders.note(session, payment.order_id, begin, BEGINS[begin], act, subject=str(facts["ref"]))
    return made


def advance(session: Session, dispute: Dispute, event: str, act: Act, **values: Any) -> bool:
    """Move the dispute along `event`, if it is still where that event may start, and write its order's journal."""
    step = MOVES[event]
    is_done = move(session, Dispute, dispute.id, step, act, **values)
    if is_done:
        session.execute(orders.touch(dispute.payment.order_id))
        orders.note(session, dispute.payment.order_id, event, step.target, act, subject=dispute.ref)
    return is_done


def put(session: Session, row_id: int, **values: Any) -> None:
    """Write facts learned about a dispute."""
    session.execute(
        update(Dispute).where(Dispute.id == row_id).values(**values).execution_options(synchronize_session=False)
    )


def by_id(session: Session, row_id: int) -> Dispute:
    """The dispute as the database has it now."""
    return session.scalars(select(Dispute).where(Dispute.id == row_id).execution_options(**FRESH)).one()


def of_payment(session: Session, payment_id: int) -> list[Dispute]:
    """All disputes about the payment, oldest first."""
    query = select(Dispute).where(Dispute.payment_id == payment_id).order_by(Dispute.id)
    return list(session.scalars(query.execution_options(**FRESH)))


def of_order(session: Session, order_id: int) -> list[Dispute]:
    """All disputes about payments of the order, oldest first."""
    query = select(Dispute).join(Payment, Dispute.payment_id == Payment.id).where(Payment.order_id == order_id)
    return list(session.scalars(query.order_by(Dispute.id).execution_options(**FRESH)))


def stands_against(session: Session, payment_id: int) -> bool:
    """Whether a dispute about the payment is open, or reported and not looked up yet."""
    return bool(_standing().run(session, payment_id=payment_id))


@lru_cache
def _standing() -> Prepared:
    about = Dispute.payment_id == bindparam("payment_id")
    return Prepared(select(Dispute.id).where(about, Dispute.status.in_(sorted(ACTIVE))).limit(1))


def subject(session: Session, capture_id: str) -> Payment | None:
    """The payment that this capture was made for, whether it pays or was one too many."""
    surplus = select(RefundRow.payment_id).where(RefundRow.capture_id == capture_id)
    query = select(Payment).where(or_(Payment.capture_id == capture_id, Payment.id.in_(surplus)))
    return session.scalars(query.limit(1).execution_options(**FRESH)).one_or_none()
