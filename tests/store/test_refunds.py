"""Refunds in both databases: each moves once, and what is left is counted by capture."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.money import Money
from tmcard.domain.states import Act
from tmcard.store import orders, refunds
from tmcard.store.models import Order
from tmcard.store.transactions import write


def test_of_several_that_end_a_refund_one_does(session: Session, order: Order, database_kind: str) -> None:
    row = rows.refund(session, rows.payment(session, order, "refunding"), "refunding", next_at=rows.NOW)

    def end(own: Session) -> bool:
        with write(own, "ended"):
            return refunds.advance(own, row, "given_back", Act("test", rows.NOW), ended_at=rows.NOW)

    assert together(session, end).count(True) == 1
    ended = refunds.by_id(session, row.id)
    assert (ended.status, ended.next_at) == ("refunded", None)
    assert [line.subject for line in orders.journal(session, order.id)] == [row.ref]


def test_a_worker_that_overslept_ends_nothing(session: Session, order: Order) -> None:
    row = rows.refund(session, rows.payment(session, order, "refunding"), "refunding", fence=2)
    with write(session, "ended"):
        assert not refunds.advance(session, row, "given_back", Act("test", rows.NOW, 1))


@pytest.mark.parametrize("name", ["key", "request_id", "invoice_id", "refund_id"])
def test_nothing_is_given_back_twice_under_one_name(
    session: Session, order: Order, name: str, database_kind: str
) -> None:
    payment = rows.payment(session, order, "captured")
    rows.refund(session, payment, **{name: "SAME"})
    with pytest.raises(IntegrityError):
        rows.refund(session, payment, **{name: "SAME"})


def test_what_is_left_is_counted_by_capture(session: Session, order: Order) -> None:
    payment = rows.payment(session, order, "captured")
    rows.refund(session, payment, amount_minor=200)
    rows.refund(session, payment, "failed", amount_minor=300)
    rows.refund(session, payment, capture_id="OTHER")
    assert refunds.left(session, payment) == Money(700, "USD")
    assert refunds.given_back(session, payment) == Money(200, "USD")


def test_of_what_was_never_taken_nothing_is_left(session: Session, order: Order) -> None:
    payment = rows.payment(session, order, "declined")
    assert (refunds.left(session, payment), refunds.given_back(session, payment)) == (None, None)
