"""Whoever opens the dashboard is recognised by the statement that reads their cards."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tmcard.domain.accounts import SESSION_LIFETIME
from tmcard.store import sessions, views
from tmcard.store.models import Card
from tmcard.store.transactions import write


@pytest.fixture
def card(session: Session) -> Card:
    """One card with a plan and its owner."""
    return rows.card(session, rows.owner(session), plan_id=rows.plan(session).id)


def test_who_is_signed_in_and_their_cards_are_one_statement(
    session: Session, card: Card, now: datetime, database_kind: str
) -> None:
    token = _signed_in(session, card.owner_id or 0, now)
    with counted() as sent:
        found = views.dashboard_of_holder(session, token, now)
    assert len(sent) == 1
    assert found == (sessions.find(session, token, now), views.dashboard(session, card.owner_id or 0))


def test_an_owner_without_cards_is_known_all_the_same(session: Session, now: datetime, database_kind: str) -> None:
    token = _signed_in(session, rows.owner(session).id, now)
    assert views.dashboard_of_holder(session, token, now) == (sessions.find(session, token, now), [])


def test_a_session_that_is_over_gets_no_cards(session: Session, card: Card, now: datetime, database_kind: str) -> None:
    token = _signed_in(session, card.owner_id or 0, now)
    assert views.dashboard_of_holder(session, token, now + SESSION_LIFETIME) is None
    assert views.dashboard_of_holder(session, "another", now) is None


def _signed_in(session: Session, owner_id: int, now: datetime) -> str:
    with write(session, "signed in"):
        return sessions.begin(session, owner_id, device="", now=now)
