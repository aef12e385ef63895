"""What uses a link up, and what was paid through it."""

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.guest_links import made
from tmcard.domain.guests import FREE, USING
from tmcard.store import guests
from tmcard.store.models import Card, Link, Plan
from tmcard.store.transactions import release, write

Ground = tuple[Session, Card, Plan, Link]


@pytest.fixture
def ground(session: Session) -> Ground:
    """A card and a link for it that may be used three times."""
    card = rows.card(session, rows.owner(session))
    return session, card, rows.plan(session), made(session, card, uses=3)


def _uses(ground: Ground, but: int = 0) -> int:
    found = guests.uses(ground[0], ground[3].id, but=but)
    release(ground[0])
    return found


@pytest.mark.parametrize("status", sorted(USING))
def test_what_is_paid_uses_the_link(ground: Ground, status: str) -> None:
    session, card, plan, link = ground
    rows.order(session, card, plan, status, link_id=link.id)
    assert _uses(ground) == 1
    assert guests.used(session, [link.id]) == {link.id: 1}


@pytest.mark.parametrize("status", sorted(FREE))
def test_what_is_not_paid_or_goes_back_does_not(ground: Ground, status: str) -> None:
    session, card, plan, link = ground
    rows.order(session, card, plan, status, link_id=link.id)
    assert _uses(ground) == 0
    assert guests.used(session, [link.id]) == {}


@pytest.mark.parametrize(
    ("status", "uses"), [("created", 0), ("approved", 0), ("capturing", 1), ("pending", 1), ("declined", 0)]
)
def test_an_attempt_counts_once_its_money_may_be_taken(
    ground: Ground, database_kind: str, status: str, uses: int
) -> None:
    session, card, plan, link = ground
    order = rows.order(session, card, plan, link_id=link.id)
    rows.payment(session, order, status)
    assert _uses(ground) == uses
    assert _uses(ground, but=order.id) == 0


def test_only_what_was_paid_is_listed_newest_first(ground: Ground, database_kind: str) -> None:
    session, card, plan, link = ground
    rows.order(session, card, plan, link_id=link.id)
    rows.order(session, card, plan, "credited")
    paid = [rows.order(session, card, plan, "credited", link_id=link.id).ref for _ in range(2)]
    assert [order.ref for order in guests.paid_through(session, [link.id])] == paid[::-1]


def test_an_order_is_kept_once_and_only_if_it_came_through_a_link(ground: Ground, database_kind: str) -> None:
    session, card, plan, link = ground
    payer, own = rows.owner(session), rows.order(session, card, plan, "credited")
    theirs = rows.order(session, card, plan, "credited", link_id=link.id)
    with write(session, "kept"):
        assert guests.keep(session, theirs.id, payer.id)
        assert not guests.keep(session, theirs.id, rows.NOW.year)
        assert not guests.keep(session, own.id, payer.id)
    assert [order.ref for order in guests.kept_by(session, payer.id)] == [theirs.ref]


def test_a_renewal_link_is_no_guest_link(ground: Ground) -> None:
    session, _card, _plan, link = ground
    link.purpose = "renew"
    session.commit()
    assert guests.link_of(session, link.id) is None
    assert guests.of_owner(session, link.ref, link.owner_id) is None
