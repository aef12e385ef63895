"""The one UPDATE that moves a row along its state graph. It checks and moves at once: of two workers one gets True."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from tmcard.domain.states import Act, Move
from tmcard.store.models import Dispute, Order, Payment, RefundRow

Moved = Order | Payment | RefundRow | Dispute


def move(session: Session, table: type[Moved], row_id: int, step: Move, act: Act, **values: Any) -> bool:
    """Take the step and write `values`, if the row is still where the step may start and the act's claim is the newest.

    The caller, who is its table's `advance`, writes the journal; whoever called that commits.
    """
    conditions = [table.id == row_id, table.status.in_(step.sources)]
    if act.fence is not None:
        conditions.append(table.fence == act.fence)
    done = session.execute(
        update(table)
        .where(*conditions)
        .values(status=step.target, **values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None
