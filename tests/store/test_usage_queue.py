"""Whose usage is asked for next: each card once, watched ones first, then the longest waiting."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tests.store.racing import together
from tmcard.domain.attention import NOTED_EVERY, WATCHED_FOR, Attention, Schedule, order_of
from tmcard.store import cards, usage_queue
from tmcard.store.models import Card, Owner
from tmcard.store.transactions import write

NOW = rows.NOW
LATER = NOW + timedelta(minutes=2)
WATCHED, PRESSING, RESTING = range(3)
TURN = {WATCHED: 0, PRESSING: 1, RESTING: 3}


@pytest.fixture
def owner(session: Session) -> Owner:
    """Somebody with cards."""
    return rows.owner(session)


def card(session: Session, owner: Owner | None, due_ago: int | None, **values: Any) -> Card:
    """A card that has been due for some minutes, at which nobody looks."""
    due_at = NOW - timedelta(minutes=due_ago) if due_ago is not None else None
    return rows.card(session, owner, **{"usage_due_at": due_at, "looked_at": None, "news_at": NOW, **values})


def claim(session: Session, turn: int = 3, limit: int = 9, now: datetime = NOW) -> list[int]:
    """The keys of the cards that are asked for now."""
    with write(session, "claimed"):
        found = usage_queue.claim(session, "esimaccess", order_of(turn), limit, now=now, until=now + (LATER - NOW))
        return [each.id for each in found]


def test_the_longest_waiting_cards_are_asked_for_first(session: Session, owner: Owner, database_kind: str) -> None:
    made = [card(session, owner, ago).id for ago in (5, None, 50, -1, 0)]
    assert claim(session, limit=1) == [made[2]]
    assert claim(session) == [made[0], made[4]]


def test_a_call_is_for_its_kind_and_filled_up_with_others(session: Session, owner: Owner, database_kind: str) -> None:
    resting, pressing = card(session, owner, 50), card(session, owner, 1, attention=Attention.PRESSING)
    watched = card(session, owner, -600, looked_at=NOW)
    assert claim(session, turn=TURN[WATCHED], limit=2) == [pressing.id, watched.id]
    assert claim(session, turn=TURN[WATCHED], limit=2) == [resting.id]


def test_a_rest_has_its_turn_whoever_looks(session: Session, owner: Owner) -> None:
    card(session, owner, -600, looked_at=NOW)
    resting = card(session, owner, 5)
    assert claim(session, turn=TURN[RESTING], limit=1) == [resting.id]


@pytest.mark.parametrize(
    "values",
    [{"looked_at": NOW - WATCHED_FOR}, {"looked_at": NOW, "news_at": LATER}, {"looked_at": NOW, "news_at": None}],
)
def test_a_page_that_was_closed_and_news_that_cannot_be_wake_nobody(
    session: Session, owner: Owner, values: dict[str, Any]
) -> None:
    card(session, owner, -600, **values)
    assert claim(session) == []


def test_another_carriers_backlog_is_its_own(session: Session, owner: Owner) -> None:
    card(session, owner, 50, carrier="airalo")
    mine = card(session, owner, 1)
    assert claim(session, limit=1) == [mine.id]


def test_a_card_is_asked_for_by_one_worker(session: Session, owner: Owner, database_kind: str) -> None:
    made = [card(session, owner, 5).id for _ in range(6)]
    taken = together(session, lambda own: claim(own, limit=4), times=4)
    found = [key for part in taken for key in part]
    assert len(found) == len(set(found)) <= len(made)
    assert sorted(found + claim(session)) == made


def test_whoever_dies_with_cards_leaves_them_due(session: Session, owner: Owner) -> None:
    mine = card(session, owner, 5)
    assert claim(session) == [mine.id]
    assert claim(session, now=LATER) == [mine.id]


def test_what_was_learnt_decides_when_it_is_asked_again(session: Session, owner: Owner) -> None:
    mine = card(session, owner, 5)
    with write(session, "settled"):
        usage_queue.settle(session, mine.id, Schedule(Attention.PRESSING, LATER, NOW))
    stored = cards.by_id(session, mine.id)
    assert (stored.attention, stored.usage_due_at, stored.news_at) == ("pressing", LATER, NOW)


def test_a_look_is_noted_for_the_owners_cards_alone(session: Session, owner: Owner, database_kind: str) -> None:
    mine, other = card(session, owner, 5), card(session, rows.owner(session), 5)
    look(session, owner, None)
    assert [cards.by_id(session, each.id).looked_at for each in (mine, other)] == [NOW, None]


def test_a_look_at_one_card_leaves_the_others(session: Session, owner: Owner, database_kind: str) -> None:
    one, other = card(session, owner, 5), card(session, owner, 5)
    look(session, owner, one.ref)
    assert [cards.by_id(session, each.id).looked_at for each in (one, other)] == [NOW, None]


def test_a_look_is_noted_now_and_then_by_one_statement(session: Session, owner: Owner, database_kind: str) -> None:
    mine = card(session, owner, 5, looked_at=NOW - NOTED_EVERY + timedelta(seconds=1))
    with counted() as sent:
        look(session, owner, mine.ref)
    assert len(sent) == 1
    assert cards.by_id(session, mine.id).looked_at == mine.looked_at


def look(session: Session, owner: Owner, ref: str | None) -> None:
    """The owner has it open."""
    with write(session, "looked"):
        usage_queue.look(session, owner.id, ref, NOW)
