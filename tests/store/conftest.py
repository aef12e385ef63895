"""Rows that most tests of the store begin with."""

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.store.models import Order, Payment


@pytest.fixture
def order(session: Session) -> Order:
    """An open renewal."""
    owner = rows.owner(session)
    return rows.order(session, rows.card(session, owner), rows.plan(session))


@pytest.fixture
def payment(session: Session, order: Order) -> Payment:
    """An attempt to pay it."""
    return rows.payment(session, order)
