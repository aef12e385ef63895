"""What a person should look at."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.store import stuck
from tmcard.store.models import Order
from tmcard.store.transactions import write

SINCE = rows.NOW
OLD, YOUNG = SINCE - timedelta(seconds=1), SINCE


@pytest.mark.parametrize("status", ["paid", "crediting", "refunding"])
def test_an_order_that_hangs_is_found(session: Session, order: Order, status: str, database_kind: str) -> None:
    order.status, order.paid_at = status, OLD
    session.commit()
    assert [case.ref for case in stuck.orders(session, SINCE)] == [order.ref]


@pytest.mark.parametrize(
    ("status", "paid_at"), [("paid", YOUNG), ("open", None), ("credited", OLD), ("refunded", OLD), ("expired", None)]
)
def test_an_order_that_is_young_or_done_is_not(session: Session, order: Order, status: str, paid_at: object) -> None:
    order.status, order.paid_at = status, paid_at  # type: ignore[assignment]
    session.commit()
    assert stuck.orders(session, SINCE) == []


@pytest.mark.parametrize(
    ("status", "values", "count"),
    [
        ("capturing", {"capture_sent_at": OLD}, 1),
        ("capturing", {"capture_sent_at": YOUNG}, 0),
        ("refunding", {"created_at": OLD, "failure": "refund_impossible"}, 1),
        ("refunding", {"created_at": OLD, "failure": None}, 0),
        ("pending", {"created_at": OLD}, 0),
        ("captured", {"created_at": OLD}, 0),
    ],
)
def test_payments_of_unknown_outcome_are_found(
    session: Session, order: Order, status: str, values: dict[str, object], count: int
) -> None:
    payment = rows.payment(session, order, status, **values)
    assert [case.subject for case in stuck.payments(session, SINCE)] == [payment.ref] * count


def test_a_person_is_told_once_of_an_order(session: Session, order: Order) -> None:
    order.status, order.paid_at = "paid", OLD
    session.commit()
    case = stuck.orders(session, SINCE)[0]
    assert stuck.mark(session, case, SINCE)
    assert not stuck.mark(session, case, SINCE)
    assert stuck.orders(session, SINCE) == []


def test_of_several_that_found_a_payment_one_tells(session: Session, order: Order, database_kind: str) -> None:
    rows.payment(session, order, "capturing", capture_sent_at=OLD)
    case = stuck.payments(session, SINCE)[0]

    def mark(own: Session) -> bool:
        with write(own, "told"):
            return stuck.mark(own, case, SINCE)

    assert together(session, mark).count(True) == 1
    assert stuck.payments(session, SINCE) == []
