"""What people should look at: every kind of row that did not end as it should, as plain rows for mails and pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session, aliased

from tmcard.domain.disputes import ACTIVE, DisputeStatus
from tmcard.domain.money import Money
from tmcard.domain.orders import STUCK_AFTER, WORKED
from tmcard.domain.payments import CLOSABLE_AFTER, PENDING_TOLD_AFTER, PaymentStatus
from tmcard.domain.refunds import Origin, Reason, RefundState
from tmcard.store.models import Dispute, Order, Payment, RefundRow
from tmcard.store.now import Now
from tmcard.store.orders import FRESH
from tmcard.store.prepared import Prepared

Row = Order | Payment | RefundRow | Dispute
#: Rows that remember what people were told of them; of an order there is but one thing to tell.
NAMED = (Payment, RefundRow, Dispute)
Conditions = Callable[[Now], Sequence[ColumnElement[bool]]]
#: How many people are told of at once.
MOST = 100
#: How long what has ended stays on the lists.
RECENT = timedelta(days=30)
#: A capture that waits for this waits for a person at the payment service.
MANUAL = ("receiving_preference_mandates_manual_action", "verification_required", "unilateral")
#: Refusals that are about our account, or that nobody has heard of.
SETUP = ("misconfigured", "rejected")
P, R = PaymentStatus, RefundState


@dataclass(frozen=True, slots=True)
class Case:
    """One row to look at. `subject` is the ref of the refund or dispute, if it is one; `why` a code, or nothing."""

    kind: str
    order_id: int
    order_ref: str
    payment_id: int | None
    payment_ref: str
    subject: str
    subject_id: int | None
    status: str
    why: str
    amount: Money | None
    since: datetime
    table: type[Row] = field(repr=False)
    row_id: int = field(repr=False)

    @property
    def about(self) -> str:
        """Whose line in the journal it is."""
        return self.subject or self.payment_ref or "order"


NOW = Now()


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the rows of one kind are. `told` narrows down of which people are told by mail; None: of none."""

    name: str
    table: type[Row]
    since: str
    where: Conditions
    told: Conditions | None = lambda now: ()


def _unless_repaired() -> ColumnElement[bool]:
    later = aliased(RefundRow)
    return ~exists().where(later.payment_id == RefundRow.payment_id, later.id > RefundRow.id, later.status != R.FAILED)


KINDS = (
    Kind("stuck_orders", Order, "worked_since",
         lambda now: (Order.status.in_(WORKED), Order.worked_since < now - STUCK_AFTER)),
    Kind("open_disputes", Dispute, "reported_at", lambda now: (Dispute.status.in_(ACTIVE),),
         lambda now: (or_(Dispute.status == DisputeStatus.OPEN, Dispute.reported_at < now - STUCK_AFTER),)),
    Kind("failed_refunds", RefundRow, "ended_at", lambda now: (RefundRow.status == R.FAILED, _unless_repaired())),
    Kind("stuck_refunds", RefundRow, "created_at",
         lambda now: (RefundRow.status == R.REFUNDING, RefundRow.created_at < now - STUCK_AFTER),
         lambda now: (RefundRow.failure.is_not(None),)),
    Kind("unknown_captures", Payment, "capture_sent_at",
         lambda now: (Payment.status == P.CAPTURING, Payment.capture_sent_at < now - CLOSABLE_AFTER), None),
    Kind("stuck_payments", Payment, "capture_sent_at",
         lambda now: (Payment.status == P.CAPTURING, Payment.capture_sent_at < now - STUCK_AFTER)),
    Kind("mismatches", Payment, "created_at",
         lambda now: (Payment.status == P.DECLINED, Payment.failure == "mismatch", Payment.created_at > now - RECENT)),
    Kind("mismatches", RefundRow, "created_at",
         lambda now: (RefundRow.reason == Reason.MISMATCH, RefundRow.created_at > now - RECENT)),
    Kind("refused_setup", Payment, "created_at",
         lambda now: (Payment.status == P.DECLINED, Payment.failure.in_(SETUP), Payment.created_at > now - RECENT)),
    Kind("pending_captures", Payment, "created_at", lambda now: (Payment.status == P.PENDING,),
         lambda now: (or_(Payment.created_at < now - PENDING_TOLD_AFTER, Payment.failure.in_(MANUAL)),)),
    Kind("foreign_refunds", RefundRow, "created_at",
         lambda now: (RefundRow.origin == Origin.ELSEWHERE, RefundRow.created_at > now - RECENT)),
    Kind("surplus_refunds", RefundRow, "created_at",
         lambda now: (RefundRow.reason == Reason.SURPLUS, RefundRow.created_at > now - RECENT), None),
)  # fmt: skip


def listed(name: str) -> Callable[[Session, datetime, int], list[Case]]:
    """The list of one kind: `(session, now, limit)`, the oldest first."""
    kinds = [kind for kind in KINDS if kind.name == name]

    def cases(session: Session, now: datetime, limit: int = 100) -> list[Case]:
        found = [case for kind in kinds for case in _found(session, kind, kind.where(NOW), now, limit)]
        return sorted(found, key=lambda case: case.since)[:limit]

    return cases


LISTS: Mapping[str, Callable[..., list[Case]]] = {kind.name: listed(kind.name) for kind in KINDS}


def untold(session: Session, now: datetime) -> list[Case]:
    """Everything of which people should be told and were not. Asked for every second: nearly always one empty read."""
    found: dict[int, list[int]] = {}
    for number, row_id in _UNTOLD.run(session, **NOW.values(now)):
        found.setdefault(number, []).append(row_id)
    news = [(KINDS[number], KINDS[number].table.id.in_(keys)) for number, keys in sorted(found.items())]
    return [case for kind, mine in news for case in _found(session, kind, (mine,), now, MOST)]


def mark(session: Session, case: Case, now: datetime) -> bool:
    """Remember that people are told. False when they were."""
    table = case.table
    values: dict[str, Any] = {"alerted_at": now}
    if issubclass(table, NAMED):
        values["alerted_for"] = func.coalesce(table.alerted_for + " ", "") + case.kind
    marked = session.execute(
        update(table)
        .where(table.id == case.row_id, _is_new(table, case.kind))
        .values(**values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return marked.scalar_one_or_none() is not None


def _is_new(table: type[Row], kind: str) -> ColumnElement[bool]:
    """Nobody was told of the row for this reason."""
    if issubclass(table, NAMED):
        return or_(table.alerted_for.is_(None), ~table.alerted_for.contains(kind))
    return Order.alerted_at.is_(None)


def _untold() -> Iterator[Select[int, int]]:
    for number, kind in enumerate(KINDS):
        if kind.told is not None:
            told = (*kind.where(NOW), *kind.told(NOW), _is_new(kind.table, kind.name))
            yield select(literal(number), kind.table.id).where(*told)


_UNTOLD = Prepared(union_all(*_untold()).limit(MOST))


def _found(session: Session, kind: Kind, where: Sequence[ColumnElement[bool]], now: datetime, limit: int) -> list[Case]:
    query: Select[Any] = select(kind.table).where(*where).order_by(getattr(kind.table, kind.since)).limit(limit)
    found = session.scalars(query.execution_options(**FRESH), NOW.values(now))
    return [_case(kind, row) for row in found]


def _case(kind: Kind, row: Row) -> Case:
    payment = row if isinstance(row, Payment) else row.payment if isinstance(row, RefundRow | Dispute) else None
    order = payment.order if payment is not None else row
    is_part = isinstance(row, RefundRow | Dispute)
    return Case(
        kind=kind.name,
        order_id=order.id,
        order_ref=order.ref,
        payment_id=payment.id if payment else None,
        payment_ref=payment.ref if payment else "",
        subject=row.ref if is_part else "",
        subject_id=row.id if is_part else None,
        status=row.status,
        why=_why(row),
        amount=row.price if isinstance(row, Order) else row.amount,
        since=getattr(row, kind.since),
        table=kind.table,
        row_id=row.id,
    )


def _why(row: Row) -> str:
    """The code that says most: why it failed, else why it was begun."""
    return row.failure or (row.reason if isinstance(row, RefundRow | Dispute) else "") or ""
