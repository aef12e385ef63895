"""The books of promotions name what is wrong with them."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests import promotion_books, rows
from tmcard.domain.identifiers import new_ref
from tmcard.store.models import Order, Owner, PromotionRow, PromotionUse
from tmcard.store.transactions import release, write


def promotion(session: Session, **values: Any) -> PromotionRow:
    """A coupon of two dollars."""
    facts: dict[str, Any] = {"ref": new_ref(), "key": "welcome", "kind": "coupon", "name_en": "", "name_zh": ""}
    facts |= {"effect": {"amounts": {"USD": 200}}, "starts_at": rows.NOW, "zone": "UTC", "budget": {}, "floor": {}}
    row = PromotionRow(**{**facts, "stacking_group": "", "stacks_with": [], "created_at": rows.NOW, **values})
    with write(session, "promotion"):
        session.add(row)
    return row


def used(
    session: Session,
    row: PromotionRow,
    status: str = "credited",
    off: int = 200,
    owner: Owner | None = None,
    **values: Any,
) -> Order:
    """An order of somebody's that had it."""
    owner = owner or rows.owner(session)
    facts = {"list_minor": 900, "amount_minor": 700, **values}
    order = rows.order(session, rows.card(session, owner), rows.plan(session), status, **facts)
    given = {"currency": "USD", "off_minor": off, "extra_bytes": 0, "sku": "asia", "kind": row.kind, "code": "HI"}
    names = {"number": 1, "name_en": "", "name_zh": "", "owner_id": owner.id, "card_id": order.card_id}
    with write(session, "used"):
        session.add(PromotionUse(order_id=order.id, promotion_id=row.id, **given, **names))
    return order


def faults(session: Session) -> list[str]:
    """What the books say."""
    found = promotion_books.faults(session, rows.NOW)
    release(session)
    return found


BOUNDS: list[tuple[dict[str, Any], str]] = [
    ({"in_total": 1}, "in_total"), ({"per_plan": 1}, "per_plan"), ({"per_code": 1}, "per_code"),
    ({"budget": {"USD": 300}}, "budget USD"),
]  # fmt: skip


@pytest.mark.parametrize(("bound", "name"), BOUNDS)
def test_more_than_a_limit_is_named(session: Session, bound: dict[str, Any], name: str, database_kind: str) -> None:
    row = promotion(session, **bound)
    used(session, row)
    assert faults(session) == []
    used(session, row)
    assert faults(session) == [f"welcome: {name}"]


@pytest.mark.parametrize("status", ["refunded", "expired", "cancelled"])
def test_what_came_to_nothing_does_not_count(session: Session, status: str, database_kind: str) -> None:
    row = promotion(session, in_total=1)
    used(session, row)
    used(session, row, status)
    assert faults(session) == []


def test_one_owner_is_new_once(session: Session, database_kind: str) -> None:
    row, owner = promotion(session, kind="first_order"), rows.owner(session)
    used(session, row)
    used(session, row, owner=owner)
    assert faults(session) == []
    used(session, row, owner=owner)
    assert faults(session) == [f"owner {owner.id}: new twice"]


def test_lines_that_do_not_add_up_are_named(session: Session, database_kind: str) -> None:
    order = used(session, promotion(session), off=100)
    assert faults(session) == [f"order {order.ref}: 900 - 100 is not 700"]


def test_another_amount_than_the_frozen_one_is_named(session: Session, database_kind: str) -> None:
    order = used(session, promotion(session))
    payment = rows.payment(session, order, "captured")
    assert faults(session) == []
    with write(session, "forged"):
        session.execute(update(type(payment)).where(type(payment).id == payment.id).values(captured_minor=900))
    assert faults(session) == [f"order {order.ref}: captured something else"]
