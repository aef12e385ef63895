"""The one UPDATE that moves a row along its state graph. It checks and moves at once: of two workers one gets True."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import ReturningUpdate

from tmcard.domain.states import Act, Move
from tmcard.store.gaps import filling, gaps
from tmcard.store.models import Dispute, Order, Payment, RefundRow

Moved = Order | Payment | RefundRow | Dispute


def move(
    session: Session, table: type[Moved], row_id: int, step: Move, act: Act, *, grows: str = "", **values: Any
) -> bool:
    """Take the step and write `values`, if the row is still where the step may start and the act's claim is the newest.

    The column `grows` grows by one. The caller, who is its table's `advance`, writes the journal; whoever called that
    commits.
    """
    given = {"row_id": row_id}
    if act.fence is not None:
        given["held_fence"] = act.fence
    reckoned = {name: value for name, value in values.items() if isinstance(value, ClauseElement)}
    plain = {name: value for name, value in values.items() if name not in reckoned}
    statement = _moving(table, step, "held_fence" in given, grows, tuple(plain))
    if reckoned:
        statement = statement.values(**reckoned)
    return session.execute(statement, {**given, **filling(plain)}).scalar_one_or_none() is not None


@lru_cache(maxsize=256)
def _moving(
    table: type[Moved], step: Move, is_fenced: bool, grows: str, names: tuple[str, ...]
) -> ReturningUpdate[int]:
    conditions = [table.id == bindparam("row_id"), table.status.in_(step.sources)]
    if is_fenced:
        conditions.append(table.fence == bindparam("held_fence"))
    grown = {grows: getattr(table, grows) + 1} if grows else {}
    return (
        update(table)
        .where(*conditions)
        .values(status=step.target, **grown, **gaps(names))
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
