"""Payments move along their graph; the database itself keeps a second one from paying."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.payments import MOVES, PaymentStatus
from tmcard.domain.states import Act
from tmcard.store import orders, payments
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import write

ACT = Act("worker", rows.NOW)
LATER = rows.NOW + timedelta(seconds=5)


def advance(session: Session, payment: Payment, event: str, act: Act = ACT) -> bool:
    """Move the payment in a transaction of its own."""
    with write(session, "moved"):
        return payments.advance(session, payment, event, act)


def test_advance_has_exactly_one_winner(session: Session, payment: Payment, database_kind: str) -> None:
    for event in ("approval_seen", "capture_begun", "captured", "refund_begun", "refunded"):
        won = together(session, lambda own, event=event: advance(own, payment, event))  # type: ignore[misc]
        assert won.count(True) == 1
    assert len(orders.journal(session, payment.order_id)) == 5


@pytest.mark.parametrize("event", sorted(MOVES))
@pytest.mark.parametrize("status", sorted(PaymentStatus))
def test_advance_moves_only_along_the_graph(session: Session, payment: Payment, status: str, event: str) -> None:
    payment.status = status
    session.commit()
    moved = advance(session, payment, event)
    assert moved == (status in MOVES[event].sources)
    assert payments.by_id(session, payment.id).status == (MOVES[event].target if moved else status)


def test_a_stale_fence_moves_nothing(session: Session, payment: Payment, database_kind: str) -> None:
    payment.fence = 2
    session.commit()
    assert not advance(session, payment, "captured", Act("worker", rows.NOW, fence=1))
    assert orders.journal(session, payment.order_id) == []


def test_a_move_is_written_under_the_payments_name_and_is_news(session: Session, payment: Payment) -> None:
    before = payment.order.version
    advance(session, payment, "approval_seen")
    assert [line.subject for line in orders.journal(session, payment.order_id)] == [payment.ref]
    assert orders.by_id(session, payment.order_id).version == before + 1


@pytest.mark.parametrize("name", ["pays_order_id", "capture_id", "checkout_id", "invoice_id", "capture_request_id"])
def test_what_may_be_there_once_is_there_once(session: Session, order: Order, name: str, database_kind: str) -> None:
    first = rows.payment(session, order, "captured")
    with pytest.raises(IntegrityError):
        rows.payment(session, order, **{name: getattr(first, name)})


def test_a_checkout_is_written_down_once(session: Session, order: Order) -> None:
    payment = rows.payment(session, order, checkout_id=None, approval_url=None)
    for number in (1, 2):
        payments.put_checkout(session, payment.id, f"C{number}", f"https://x/{number}", next_at=LATER)
    stored = payments.by_id(session, payment.id)
    assert (stored.checkout_id, stored.approval_url, stored.next_at) == ("C1", "https://x/1", LATER)


def test_an_ended_attempt_gets_no_checkout(session: Session, order: Order) -> None:
    payment = rows.payment(session, order, "expired", checkout_id=None, next_at=None)
    payments.put_checkout(session, payment.id, "C1", "https://x/1", next_at=LATER)
    assert payments.by_id(session, payment.id).next_at is None


@pytest.mark.parametrize(("status", "is_due"), [("created", True), ("captured", False), ("declined", False)])
def test_only_an_open_payment_is_made_due(session: Session, order: Order, status: str, is_due: bool) -> None:
    payment = rows.payment(session, order, status, next_at=None)
    open_states = frozenset({PaymentStatus.CREATED, PaymentStatus.APPROVED})
    assert payments.make_due(session, payment.id, open_states, LATER) is is_due
    assert payments.by_id(session, payment.id).next_at == (LATER if is_due else None)


@pytest.mark.parametrize(
    ("statuses", "spoken_of"),
    [
        (["declined", "created"], 1),
        (["captured", "declined"], 0),
        (["capturing", "declined"], 0),
        (["pending", "created"], 0),
        (["declined"], 0),
    ],
)
def test_a_page_speaks_of_the_attempt_that_matters(
    session: Session, order: Order, statuses: list[str], spoken_of: int
) -> None:
    attempts = [rows.payment(session, order, status) for status in statuses]
    assert payments.latest(session, order.id) == attempts[spoken_of]


def test_an_order_without_attempts_speaks_of_none(session: Session, order: Order) -> None:
    assert payments.latest(session, order.id) is None
    assert payments.paying(session, order.id) is None


def test_a_payment_is_found_by_either_name(session: Session, payment: Payment) -> None:
    assert payments.by_checkout(session, payment.checkout_id or "") == payment
    assert payments.by_ref(session, payment.ref) == payment
    assert payments.by_checkout(session, "OTHER") is None
    assert payments.by_ref(session, "OTHER") is None
