"""Orders move along their graph, one winner at a time, and their journal stays as it was written."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.orders import MOVES, OrderStatus
from tmcard.domain.states import Act
from tmcard.store import orders
from tmcard.store.models import Order, OrderEvent
from tmcard.store.transactions import release, write

NOW = rows.NOW
ACT = Act("worker", NOW)


def advance(session: Session, order: Order, event: str, act: Act = ACT) -> bool:
    """Move the order in a transaction of its own."""
    with write(session, "moved"):
        return orders.advance(session, order.id, event, act)


@pytest.mark.parametrize("round_number", range(12))
def test_advance_has_exactly_one_winner(session: Session, order: Order, round_number: int, database_kind: str) -> None:
    won = together(session, lambda own: advance(own, order, "capture_completed"))
    assert sorted(won) == [False, False, False, True]
    assert [line.event for line in orders.journal(session, order.id)] == ["capture_completed"]


@pytest.mark.parametrize("event", sorted(MOVES))
@pytest.mark.parametrize("status", sorted(OrderStatus))
def test_advance_moves_only_along_the_graph(session: Session, order: Order, status: str, event: str) -> None:
    order.status = status
    session.commit()
    moved = advance(session, order, event)
    assert moved == (status in MOVES[event].sources)
    assert orders.by_id(session, order.id).status == (MOVES[event].target if moved else status)
    assert len(orders.journal(session, order.id)) == moved


def test_advance_tells_pages_that_there_is_news(session: Session, order: Order) -> None:
    before = order.version
    advance(session, order, "capture_completed")
    assert orders.by_id(session, order.id).version == before + 1


def test_a_stale_fence_moves_nothing(session: Session, order: Order, database_kind: str) -> None:
    order.fence = 2
    session.commit()
    assert not advance(session, order, "capture_completed", Act("worker", NOW, fence=1))
    assert not orders.put(session, order.id, 1, failure="late")
    assert orders.journal(session, order.id) == []
    assert orders.by_id(session, order.id).failure is None


@pytest.mark.parametrize("verb", ["UPDATE order_events SET actor = 'thief'", "DELETE FROM order_events"])
def test_journal_lines_can_be_neither_changed_nor_deleted(
    session: Session, order: Order, verb: str, database_kind: str
) -> None:
    advance(session, order, "capture_completed")
    with pytest.raises(DBAPIError, match="order_events is a journal"), write(session, "forged"):
        session.execute(text(verb))
    assert [line.actor for line in orders.journal(session, order.id)] == ["worker"]


def test_the_journal_says_who_what_and_why(session: Session, order: Order, database_kind: str) -> None:
    advance(session, order, "capture_completed", Act("payer", NOW, evidence={"capture": "C1"}))
    line = session.query(OrderEvent).one()
    assert (line.subject, line.event, line.status, line.actor) == ("order", "capture_completed", "paid", "payer")
    assert (line.at, line.evidence) == (NOW, {"capture": "C1"})


def test_the_same_form_cannot_make_two_orders(session: Session, order: Order, database_kind: str) -> None:
    with pytest.raises(DBAPIError):
        rows.order(session, order.card, order.plan, form_token=order.form_token)


@pytest.mark.parametrize(
    ("status", "under_way"),
    [("open", False), ("paid", True), ("crediting", True), ("credited", False), ("refunding", False)],
)
def test_a_card_is_busy_while_a_renewal_is_paid_and_not_delivered(
    session: Session, order: Order, status: str, under_way: bool
) -> None:
    order.status = status
    session.commit()
    assert orders.is_under_way(session, order.card_id) is under_way
    assert not orders.is_under_way(session, order.card_id, but=order.id)


@pytest.mark.parametrize(
    ("values", "overtaken"),
    [
        ({"status": "paid"}, False),
        ({"status": "paid", "lease_until": NOW + timedelta(seconds=1)}, True),
        ({"status": "paid", "lease_until": NOW}, False),
        ({"status": "crediting", "top_up_tries": 1}, True),
        ({"status": "credited", "top_up_tries": 1}, False),
    ],
)
def test_an_order_waits_for_another_at_the_carrier(
    session: Session, order: Order, values: dict[str, Any], overtaken: bool
) -> None:
    other = rows.order(session, order.card, order.plan, **values)
    assert orders.is_overtaken(session, order.card_id, order.id, NOW) is overtaken
    assert not orders.is_overtaken(session, order.card_id, other.id, NOW)
    release(session)


def test_somebody_elses_order_does_not_exist(session: Session, order: Order) -> None:
    assert order.owner_id is not None
    assert orders.of_owner(session, order.ref, order.owner_id) is not None
    assert orders.of_owner(session, order.ref, order.owner_id + 1) is None


def test_a_paid_order_takes_no_more_wishes(session: Session, order: Order) -> None:
    advance(session, order, "capture_completed")
    with write(session, "wish"):
        orders.put_open(session, order.id, receipt_email="late@example.com")
    assert orders.by_id(session, order.id).receipt_email is None


def test_quotes_are_no_history(session: Session, order: Order) -> None:
    paid = rows.order(session, order.card, order.plan, "credited")
    assert [o.id for o in orders.of_card(session, order.card_id)] == [paid.id]
