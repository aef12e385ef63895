"""Which card is looked at next: found by what is due, pulled forward by a step, and by nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tests.store.racing import together
from tmcard.domain.alerts import Look, Marks
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store import alerts, cards
from tmcard.store.models import Card, CardAlert, Owner
from tmcard.store.transactions import write

NOW = rows.NOW
DAY = timedelta(days=1)


@pytest.fixture
def owner(session: Session) -> Owner:
    """Somebody with cards."""
    return rows.owner(session)


def seen(session: Session, card: Card, due_at: datetime | None = None) -> CardAlert:
    """The card as it was after a look, due again then."""
    with write(session, "seen"):
        alerts.see(session, card.id, NOW)
        marks = Marks(card.total_bytes, card.ends_at)
        alerts.settle(session, {card.id: Look(marks, due_at)}, NOW)
    return alert(session, card)


def alert(session: Session, card: Card) -> CardAlert:
    """The card's row."""
    found = alerts.of_card(session, card.id)
    assert found is not None
    return found


def change(session: Session, card: Card, **values: Any) -> datetime | None:
    """When the card is due after its figures changed."""
    with write(session, "changed"):
        cards.put(session, card.id, **values)
        alerts.see(session, card.id, NOW)
    return alert(session, card).due_at


def test_a_card_that_is_claimed_gets_a_row_and_a_first_look(session: Session, owner: Owner, database_kind: str) -> None:
    card = rows.card(session, owner)
    with write(session, "seen"):
        alerts.see(session, card.id, NOW)
    assert alert(session, card).due_at == NOW
    assert alert(session, card).marks is None


@pytest.mark.parametrize("values", [{"is_gone": True}, {"owner_id": None}])
def test_cards_that_are_gone_or_nobodys_get_none(session: Session, owner: Owner, values: dict[str, Any]) -> None:
    card = rows.card(session, owner, **values)
    with write(session, "seen"):
        alerts.see(session, card.id, NOW)
    assert alerts.of_card(session, card.id) is None


def test_a_report_within_a_step_pulls_nothing_forward(session: Session, owner: Owner, database_kind: str) -> None:
    card = rows.card(session, owner)
    seen(session, card, NOW + DAY)
    assert change(session, card, used_bytes=int(2.4 * BYTES_PER_GB)) == NOW + DAY


@pytest.mark.parametrize(
    "values",
    [
        {"used_bytes": 4 * BYTES_PER_GB},
        {"total_bytes": 10 * BYTES_PER_GB},
        {"ends_at": NOW + 99 * DAY},
        {"ends_at": None},
    ],
    ids=["a step", "more data", "a later end", "no end"],
)
def test_a_step_or_a_renewal_makes_the_card_due(
    session: Session, owner: Owner, values: dict[str, Any], database_kind: str
) -> None:
    card = rows.card(session, owner)
    seen(session, card, NOW + DAY)
    assert change(session, card, **values) == NOW


def test_a_card_without_a_look_ahead_is_found_again_by_a_step(session: Session, owner: Owner) -> None:
    card = rows.card(session, owner)
    seen(session, card, None)
    assert change(session, card, used_bytes=5 * BYTES_PER_GB) == NOW


def test_unlimited_data_has_no_steps(session: Session, owner: Owner, database_kind: str) -> None:
    card = rows.card(session, owner, is_unlimited=True)
    seen(session, card, None)
    assert change(session, card, used_bytes=5 * BYTES_PER_GB) is None


def test_only_due_cards_are_taken_the_longest_waiting_first(session: Session, owner: Owner, database_kind: str) -> None:
    dues = (NOW - DAY, None, NOW - 2 * DAY, NOW + DAY)
    made = [seen(session, rows.card(session, owner), due_at).card_id for due_at in dues]
    with write(session, "claimed"):
        assert [each.card_id for each in alerts.claim(session, NOW, 9)] == [made[2], made[0]]


def test_a_batch_is_read_in_one_statement(session: Session, owner: Owner) -> None:
    for _ in range(5):
        seen(session, rows.card(session, owner), NOW)
    with write(session, "claimed"), counted() as sent:
        labels = [each.card.owner.zone for each in alerts.claim(session, NOW, 9) if each.card.owner]
    assert (len(labels), len(sent)) == (5, 1)


def test_of_workers_at_once_each_card_has_one(session: Session, owner: Owner, database_kind: str) -> None:
    for _ in range(12):
        seen(session, rows.card(session, owner), NOW)

    def take(own: Session) -> list[int]:
        with write(own, "claimed"):
            found = [each.card_id for each in alerts.claim(own, NOW, 6)]
            alerts.settle(own, {key: Look(Marks(1, None), None) for key in found}, NOW)
            return found

    taken = [key for keys in together(session, take) for key in keys]
    assert len(taken) == len(set(taken)) <= 12


def test_only_the_owner_can_mute_a_card(session: Session, owner: Owner, database_kind: str) -> None:
    card = rows.card(session, owner)
    seen(session, card)
    with write(session, "muted"):
        assert not alerts.mute(session, card.id, owner.id + 1, muted=True)
        assert alerts.mute(session, card.id, owner.id, muted=True)
    assert alerts.muted(session, owner.id) == {card.id}
    assert alerts.muted(session, owner.id + 1) == set()


def test_a_renewal_that_is_paid_is_awaited(session: Session, owner: Owner, database_kind: str) -> None:
    plan = rows.plan(session)
    queued, paid, none = (rows.card(session, owner) for _ in range(3))
    rows.order(session, queued, plan, "queued")
    rows.order(session, paid, plan, "paid")
    rows.order(session, none, plan, "credited")
    assert alerts.awaited(session, [queued.id, paid.id, none.id]) == {queued.id, paid.id}
