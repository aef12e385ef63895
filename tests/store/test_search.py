"""An order is found by everything that somebody may have in hand, and by nothing that only looks like it."""

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.store import search
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release


@pytest.fixture
def paid(session: Session) -> tuple[Order, Payment]:
    """A delivered renewal with a refund, and another one beside it that must not be found."""
    owner, plan = rows.owner(session), rows.plan(session)
    rows.payment(session, rows.order(session, rows.card(session, owner), plan, receipt_email="b@example.com"))
    card = rows.card(session, owner, iccid="8985207000000987654", iccid_tail="987654")
    order = rows.order(session, card, plan, "credited", receipt_email="Payer@Example.com")
    payment = rows.payment(session, order, "captured", checkout_id="5O190127TN364715T", capture_id="3C679366HH908993F")
    rows.refund(session, payment, refund_id="1JU08902781691411", capture_id="3C679366HH908993F")
    return order, payment


def _found(session: Session, text: str) -> list[str]:
    listed = [order.ref for order in search.orders(session, text)]
    release(session)
    return listed


def test_our_references_and_the_payment_service_s_numbers(
    session: Session, paid: tuple[Order, Payment], database_kind: str
) -> None:
    order, payment = paid
    names = [order.ref, f" {order.ref.lower()} ", payment.ref, payment.invoice_id]
    names += ["5O190127TN364715T", "3C679366HH908993F", "1JU08902781691411"]
    assert {name for name in names if _found(session, name) != [order.ref]} == set()


@pytest.mark.parametrize("text", ["payer@example.com", "PAYER@example.com", "•••• 7654", "89852070 00000987654"])
def test_an_address_and_the_end_of_an_iccid(
    session: Session, paid: tuple[Order, Payment], text: str, database_kind: str
) -> None:
    assert _found(session, text) == [paid[0].ref]


@pytest.mark.parametrize("text", ["", " ", "654", "%", "____", "ayer@example.com", "@", "x" * 300, "' OR 1=1"])
def test_nothing_that_only_looks_like_it(
    session: Session, paid: tuple[Order, Payment], text: str, database_kind: str
) -> None:
    assert _found(session, text) == []


def test_the_newest_first_and_not_too_many(session: Session, paid: tuple[Order, Payment]) -> None:
    card, plan = paid[0].card, paid[0].plan
    newer = rows.order(session, card, plan, created_at=rows.NOW)
    assert _found(session, card.iccid[-4:]) == [newer.ref, paid[0].ref]
    assert len(search.orders(session, card.iccid[-4:], limit=1)) == 1
    release(session)
