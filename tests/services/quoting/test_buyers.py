"""Who may buy a plan is asked when it is shelved, and again when the choice is frozen."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.services import quoting
from tmcard.services.quoting import NoSuchPlan
from tmcard.services.quoting.choices import choices
from tmcard.store.models import Card, Order, Owner
from tmcard.store.transactions import release


@pytest.fixture
def owner(session: Session) -> Owner:
    return rows.owner(session)


@pytest.fixture
def card(session: Session, owner: Owner) -> Card:
    return rows.card(session, owner)


def quote(session: Session, card: Card, sku: str, now: datetime) -> Order:
    """The owner presses the button."""
    facts: dict[str, Any] = {
        "card_ref": card.ref,
        "sku": sku,
        "form_token": sku,
        "currency": "USD",
        "locale": "en",
        "zone": "UTC",
    }
    return quoting.quote(session, owner_id=card.owner_id or 0, now=now, **facts)


def test_a_plan_for_first_orders_is_quoted_once_somebody_has_none(session: Session, card: Card, now: datetime) -> None:
    plan = rows.plan(session, buyers="first_order")
    assert quote(session, card, plan.sku, now).plan_id == plan.id


def test_whoever_has_renewed_since_the_page_was_shown_is_refused(session: Session, card: Card, now: datetime) -> None:
    plan = rows.plan(session, buyers="first_order")
    assert [choice.offer.sku for choice in choices(session, card, "USD", now)] == [plan.sku]
    release(session)
    rows.order(session, rows.card(session, rows.owner(session)), plan, "credited")  # somebody else's does not count
    rows.order(session, card, plan, "credited")
    with pytest.raises(NoSuchPlan):
        quote(session, card, plan.sku, now)
    assert choices(session, card, "USD", now) == []


def test_a_plan_for_holders_of_another_is_refused_to_other_cards(session: Session, owner: Owner, now: datetime) -> None:
    held, plan = rows.plan(session, sold_until=now), rows.plan(session, for_plans=["basic"])
    with pytest.raises(NoSuchPlan):
        quote(session, rows.card(session, owner, plan_id=held.id), plan.sku, now)
    basic = rows.plan(session, sku="basic", sold_until=now)
    assert quote(session, rows.card(session, owner, plan_id=basic.id), plan.sku, now).plan_id == plan.id
