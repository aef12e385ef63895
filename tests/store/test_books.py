"""Pages of books: every row of the period once, each with what belongs to it and nothing else."""

from datetime import timedelta

from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tmcard.domain.states import Act
from tmcard.store import books, orders
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import write

LONG_AGO = rows.NOW - timedelta(days=30)


def test_pages_follow_each_other_without_gap_or_repeat(session: Session, order: Order, database_kind: str) -> None:
    keys = [rows.payment(session, order).id for _ in range(5)]
    first = books.payments(session, LONG_AGO, limit=3)
    second = books.payments(session, LONG_AGO, first[-1].payment.id, limit=3)
    assert [book.payment.id for book in (*first, *second)] == keys
    assert books.payments(session, LONG_AGO, keys[-1]) == []


def test_a_page_costs_the_same_however_many_payments_it_has(session: Session, order: Order) -> None:
    for _ in range(5):
        rows.refund(session, rows.payment(session, order))
    with counted() as sent:
        books.payments(session, LONG_AGO)
    assert len(sent) == 4


def test_each_payment_has_its_own_refunds_and_lines(session: Session, order: Order, database_kind: str) -> None:
    mine, other = rows.payment(session, order), rows.payment(session, order)
    refund = rows.refund(session, mine)
    with write(session, "noted"):
        for subject in (mine.ref, other.ref, "order"):
            orders.note(session, order.id, "quoted", "open", Act("test", rows.NOW), subject=subject)
    book = books.payment(session, mine.id)
    assert [row.id for row in book.refunds] == [refund.id]
    assert [line.subject for line in book.lines] == [mine.ref]
    assert [line.subject for line in books.order(session, order.id).lines] == ["order"]


def test_payments_of_before_are_left_out(session: Session, payment: Payment) -> None:
    assert books.payments(session, rows.NOW) != []
    assert books.payments(session, rows.NOW + timedelta(seconds=1)) == []


def test_an_old_order_is_looked_at_when_it_was_paid_or_tried_since(session: Session, database_kind: str) -> None:
    card, plan = rows.card(session, rows.owner(session)), rows.plan(session)
    paid = rows.order(session, card, plan, "paid", created_at=LONG_AGO)
    tried = rows.order(session, card, plan, created_at=LONG_AGO)
    rows.order(session, card, plan, created_at=LONG_AGO)
    rows.payment(session, tried)
    assert [book.order.id for book in books.orders(session, rows.NOW)] == [paid.id, tried.id]
    assert [book.order.id for book in books.orders(session, rows.NOW, paid.id)] == [tried.id]


def test_an_order_knows_the_payment_that_pays_it(session: Session, order: Order) -> None:
    rows.payment(session, order)
    paying = rows.payment(session, order, "captured")
    found = books.order(session, order.id).paying
    assert found is not None
    assert found.id == paying.id
