"""What was quoted never changes: the database itself refuses it."""

from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.states import Act
from tmcard.store import orders
from tmcard.store.models import Order
from tmcard.store.transactions import write

FROZEN: list[dict[str, Any]] = [
    {"currency": "CNY"}, {"amount_minor": 1}, {"data_bytes": 1}, {"before_bytes": 1}, {"before_ends_at": rows.NOW},
    {"before_ends_at": None}, {"after_bytes": 1}, {"after_ends_at": rows.NOW}, {"after_ends_at": None},
    {"after_days": 1}, {"stacking": "replace"}, {"period_unit": "day"}, {"period_count": 2}, {"counting": "calendar"},
    {"period_zone": "Asia/Tokyo"}, {"terms_version": "2027-01"}, {"deliver_within_seconds": 1},
    {"lost_bytes": 1}, {"lost_seconds": 1}, {"anchor_day": 31}, {"starts": "queued"}, {"after_buckets": ()},
    {"list_minor": 1}, {"carrier_code": "OTHER"},
]  # fmt: skip


@pytest.mark.parametrize("change", FROZEN, ids=lambda change: f"{change}")
def test_nothing_of_a_quote_can_be_changed(
    session: Session, order: Order, change: dict[str, Any], database_kind: str
) -> None:
    with pytest.raises(DBAPIError, match="a quote is frozen"), write(session, "forged"):
        session.execute(update(Order).values(**change))


@pytest.mark.parametrize("other", ["plan", "card"])
def test_nor_what_it_is_for(session: Session, order: Order, other: str, database_kind: str) -> None:
    plan, card = rows.plan(session), rows.card(session, None)
    change = {"plan_id": plan.id} if other == "plan" else {"card_id": card.id}
    with pytest.raises(DBAPIError, match="a quote is frozen"), write(session, "forged"):
        session.execute(update(Order).where(Order.id == order.id).values(**change))


def test_everything_else_of_an_order_goes_on(session: Session, order: Order, database_kind: str) -> None:
    with write(session, "paid"):
        orders.advance(session, order.id, "capture_completed", Act("worker", rows.NOW), paid_at=rows.NOW)
        session.execute(text("UPDATE orders SET amount_minor = amount_minor, before_ends_at = before_ends_at"))
    assert orders.by_id(session, order.id).status == "paid"
