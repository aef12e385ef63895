"""Preferences: what was chosen, what counts without a word, and by which ways anything may go."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests import rows
from tests.rows import NOW
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import REMINDERS, Preferences, Topic
from tmcard.store import owners, preferences
from tmcard.store.models import Owner
from tmcard.store.transactions import write


def proven(session: Session, **values: object) -> Owner:
    """Somebody who reads their mail."""
    return rows.owner(session, **{"email": "anna@example.com", "email_verified_at": NOW, **values})


def turned(session: Session, owner: Owner, topic: Topic, channel: Channel, is_wanted: bool) -> None:
    """One wish."""
    with write(session, "turned"):
        preferences.put(session, owner.id, topic, channel, is_wanted, NOW)


def test_without_a_word_everybody_has_reminders(session: Session, database_kind: str) -> None:
    owner = proven(session)
    assert preferences.of_owners(session, [owner.id]) == {owner.id: Preferences()}


def test_the_last_word_counts(session: Session, database_kind: str) -> None:
    owner = proven(session)
    for is_wanted in (False, True, False):
        turned(session, owner, Topic.DATA, Channel.SMS, is_wanted)
    found = preferences.of_owners(session, [owner.id])[owner.id]
    assert (found.by_email, found.by_sms) == (REMINDERS, REMINDERS - {Topic.DATA})


def test_one_owners_word_is_not_anothers(session: Session) -> None:
    first, second = proven(session), proven(session)
    turned(session, first, Topic.OFFERS, Channel.EMAIL, True)
    found = preferences.of_owners(session, [first.id, second.id])
    assert found[first.id].by_email == frozenset(Topic)
    assert found[second.id].by_email == REMINDERS


@pytest.mark.parametrize(
    "values", [{"email": None}, {"email_verified_at": None}, {"email_refused_at": NOW + timedelta(days=1)}]
)
def test_nothing_goes_by_mail_where_it_does_not_arrive(session: Session, values: dict[str, object]) -> None:
    owner = proven(session, **values)
    found = preferences.of_owners(session, [owner.id])[owner.id]
    assert (found.by_email, found.by_sms) == (frozenset(), REMINDERS)


def test_nothing_goes_by_sms_where_it_does_not_arrive(session: Session) -> None:
    owner = proven(session, phone_refused_at=NOW)
    assert preferences.of_owners(session, [owner.id])[owner.id].by_sms == frozenset()


def test_what_was_chosen_is_shown_whether_it_arrives_or_not(session: Session) -> None:
    owner = proven(session, email_refused_at=NOW, quiet_from=0, quiet_until=6)
    shown = preferences.of_owner(session, owners.by_id(session, owner.id) or owner)
    assert shown == Preferences(quiet_from=0, quiet_until=6)


def test_many_owners_cost_no_more_statements_than_one(session: Session) -> None:
    keys = [proven(session).id for _ in range(5)]
    said: list[str] = []
    session.commit()
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: said.append(call[2]))
    assert len(preferences.of_owners(session, keys)) == 5
    assert sum(text.startswith("SELECT") for text in said) == 2


def test_nobody_at_all_is_no_trouble(session: Session) -> None:
    assert preferences.of_owners(session, []) == {}
    assert preferences.of_owners(session, [4711]) == {}
