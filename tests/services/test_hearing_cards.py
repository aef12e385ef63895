"""A carrier's hint makes a card due, once, a few times an hour, and tells nothing that is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.ports import CardHint, Refused
from tmcard.services import hearing_cards
from tmcard.store import cards
from tmcard.store.models import Card, InboxEvent
from tmcard.store.transactions import release

LATER = rows.NOW + timedelta(minutes=12)


@dataclass
class SpokenHints:
    """`ports.CardHints` that says what the test says, or refuses."""

    told: CardHint | None

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> CardHint:
        """What was put in."""
        if self.told is None:
            raise Refused("forged")
        return self.told


@pytest.fixture
def card(session: Session) -> Card:
    """An owned card that is not due yet."""
    return rows.card(session, rows.owner(session), usage_due_at=LATER)


def hear(session: Session, card_ref: str | None, event_id: str = "n-1", carrier: str = "esimaccess") -> bool:
    """Take in one hint about a card."""
    told = CardHint(event_id, "DATA_USAGE", card_ref) if card_ref is not None else None
    return hearing_cards.hear_card(session, carrier, SpokenHints(told), {}, b"", rows.NOW)


def due_at(session: Session, card: Card) -> datetime | None:
    """When the carrier will be asked."""
    stored = cards.by_id(session, card.id)
    release(session)
    return stored.usage_due_at


def kept(session: Session) -> int:
    """Hints written down."""
    number = session.scalar(select(func.count(InboxEvent.id)))
    release(session)
    return number or 0


def test_a_hint_makes_the_card_due_and_changes_nothing_else(session: Session, card: Card, database_kind: str) -> None:
    assert hear(session, card.carrier_ref)
    stored = cards.by_id(session, card.id)
    release(session)
    assert (stored.usage_due_at, stored.used_bytes, stored.version) == (rows.NOW, card.used_bytes, 1)
    assert stored.attention == "pressing"


def test_the_same_hint_again_changes_nothing(session: Session, card: Card, database_kind: str) -> None:
    heard = together(session, lambda own: hear(own, card.carrier_ref), times=4)
    assert (sorted(heard), kept(session)) == ([False, False, False, True], 1)


def test_a_card_that_is_overdue_stays_where_it_is_in_the_queue(session: Session) -> None:
    overdue = rows.NOW - timedelta(minutes=1)
    card = rows.card(session, rows.owner(session), usage_due_at=overdue)
    assert hear(session, card.carrier_ref)
    assert due_at(session, card) == overdue


@pytest.mark.parametrize("name", ["", "nobody", "a\x00b", "\ud800", "x" * 4000, "é"])
def test_what_names_no_card_of_ours_leaves_no_trace(
    session: Session, card: Card, name: str, database_kind: str
) -> None:
    assert not hear(session, name)
    assert (due_at(session, card), kept(session)) == (LATER, 0)


def test_a_card_is_known_to_its_own_carrier_alone(session: Session, card: Card) -> None:
    assert not hear(session, card.carrier_ref, carrier="airalo")
    assert kept(session) == 0


def test_a_card_without_an_owner_is_not_asked_for(session: Session) -> None:
    card = rows.card(session, None)
    assert not hear(session, card.carrier_ref)
    assert due_at(session, card) is None


def test_a_flood_about_one_card_counts_a_few_times_an_hour(session: Session, card: Card) -> None:
    heard = [hear(session, card.carrier_ref, f"n-{number}") for number in range(30)]
    assert (sum(heard), kept(session)) == (12, 12)


def test_a_forgery_leaves_no_trace(session: Session, card: Card) -> None:
    with pytest.raises(Refused):
        hear(session, None)
    assert (due_at(session, card), kept(session)) == (LATER, 0)
