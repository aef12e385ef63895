"""Cards belong to one owner, and their figures only ever get newer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Reading
from tmcard.store import cards
from tmcard.store.models import Bucket, Card, Order, Owner, UsageSample
from tmcard.store.transactions import write

GB, NOW = BYTES_PER_GB, rows.NOW


@pytest.fixture
def owner(session: Session) -> Owner:
    """Somebody with a card."""
    return rows.owner(session)


@pytest.fixture
def card(session: Session, owner: Owner) -> Card:
    """The card."""
    return rows.card(session, owner)


def test_a_card_is_claimed_by_one_owner(session: Session, owner: Owner, database_kind: str) -> None:
    free = rows.card(session, None)

    def claim(own: Session) -> bool:
        with write(own, "claimed"):
            return cards.claim(own, free.id, owner.id, "Asia", NOW)

    assert together(session, claim).count(True) == 1
    claimed = cards.by_id(session, free.id)
    assert (claimed.owner_id, claimed.label, claimed.usage_due_at) == (owner.id, "Asia", NOW)


def test_somebody_elses_card_does_not_exist(session: Session, card: Card, owner: Owner) -> None:
    assert cards.of_owner(session, card.ref, owner.id) == card
    assert cards.of_owner(session, card.ref, owner.id + 1) is None
    assert cards.all_of_owner(session, owner.id + 1) == []


def test_an_owners_cards_come_as_they_were_claimed(session: Session, card: Card, owner: Owner) -> None:
    later = rows.card(session, owner, claimed_at=NOW + timedelta(days=1))
    first = rows.card(session, owner, claimed_at=NOW - timedelta(days=1))
    assert cards.all_of_owner(session, owner.id) == [first, card, later]


def test_a_carrier_knows_a_card_once(session: Session, card: Card, owner: Owner, database_kind: str) -> None:
    assert cards.by_carrier_ref(session, card.carrier, card.carrier_ref) == card
    with pytest.raises(IntegrityError):
        rows.card(session, owner, carrier_ref=card.carrier_ref)


@pytest.mark.parametrize("count", [6, 10, 19])
def test_a_card_is_found_by_the_end_of_its_number(session: Session, card: Card, count: int) -> None:
    rows.card(session, None)
    assert cards.with_tail(session, card.iccid[-count:]) == [card]


def test_a_newer_figure_is_kept_with_a_sample(session: Session, card: Card, database_kind: str) -> None:
    report(session, card, Reading(5 * GB, 4 * GB, None, NOW))
    stored = cards.by_id(session, card.id)
    assert (stored.used_bytes, stored.reported_at, stored.version) == (4 * GB, NOW, card.version)
    assert samples(session, card) == [4 * GB]


@pytest.mark.parametrize("reported_at", [None, NOW - timedelta(minutes=20), NOW - timedelta(days=1)])
def test_a_figure_that_is_not_newer_changes_nothing(session: Session, card: Card, reported_at: Any) -> None:
    report(session, card, Reading(5 * GB, 0, None, reported_at))
    assert cards.by_id(session, card.id).used_bytes == 2 * GB
    assert samples(session, card) == []


@pytest.mark.parametrize(("stated", "loaded_after", "kept"), [(4, 0, 5), (4, 1, 5), (4, -1, 4), (5, 0, 5), (10, 0, 10)])
def test_a_total_shrinks_only_by_a_figure_measured_after_the_newest_load(
    session: Session, card: Card, stated: int, loaded_after: int, kept: int
) -> None:
    plan = rows.plan(session)
    order = rows.order(session, card, plan, "credited")
    load(session, card, order, NOW + timedelta(minutes=loaded_after))
    report(session, card, Reading(stated * GB, GB, None, NOW))
    assert cards.by_id(session, card.id).total_bytes == kept * GB


def test_a_whole_profile_keeps_the_age_of_the_figure(session: Session, card: Card) -> None:
    reading = Reading(10 * GB, GB, NOW, None)
    with write(session, "stated"):
        cards.state_profile(session, card.id, reading, NOW, validity_days=60)
    before = card.reported_at
    stored = cards.by_id(session, card.id)
    assert (stored.total_bytes, stored.ends_at, stored.validity_days) == (10 * GB, NOW, 60)
    assert stored.reported_at == before


def test_a_first_profile_is_as_old_as_its_reading(session: Session, owner: Owner) -> None:
    card = rows.card(session, owner, reported_at=None)
    with write(session, "stated"):
        cards.state_profile(session, card.id, Reading(GB, 0, None, None), NOW)
    assert cards.by_id(session, card.id).reported_at == NOW


def load(session: Session, card: Card, order: Order, at: datetime) -> None:
    """We have loaded data on the card."""
    with write(session, "loaded"):
        facts = {"plan_id": order.plan_id, "order_id": order.id, "data_bytes": order.data_bytes}
        session.add(Bucket(card_id=card.id, loaded_at=at, ends_at=None, **facts))


def samples(session: Session, card: Card) -> list[int]:
    """The figures that were kept, oldest first."""
    query = select(UsageSample.used_bytes).where(UsageSample.card_id == card.id).order_by(UsageSample.reported_at)
    return list(session.scalars(query))


def report(session: Session, card: Card, reading: Reading) -> None:
    """The carrier says what was used."""
    with write(session, "reported"):
        cards.state_usage(session, cards.by_id(session, card.id), reading, NOW)
