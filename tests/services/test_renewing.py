"""Links to renew, on both databases: what uses one up, and what is sent in the place of one that ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tests.renew_links import made
from tmcard.domain.links import Standing
from tmcard.services import renewing
from tmcard.services.quoting.effects import UNKNOWN
from tmcard.services.quoting.quote import Wish
from tmcard.services.renewing import LinkOver
from tmcard.store.models import Card, Link, Message
from tmcard.store.transactions import release

pytestmark = pytest.mark.usefixtures("database_kind")


def _standing(session: Session, link: Link) -> Standing:
    found = renewing.standing(session, session.get_one(Link, link.id), rows.NOW)
    release(session)
    return found


def _card(session: Session) -> Card:
    return rows.card(session, rows.owner(session))


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("open", Standing.OPEN),
        ("cancelled", Standing.OPEN),
        ("paid", Standing.USED),
        ("crediting", Standing.USED),
        ("credited", Standing.USED),
        ("refunding", Standing.OPEN),
        ("refunded", Standing.OPEN),
    ],
)
def test_it_is_used_by_an_order_that_was_paid_and_not_given_back(
    session: Session, status: str, standing: Standing
) -> None:
    card = _card(session)
    link = made(session, card)
    rows.order(session, card, rows.plan(session), status, link_id=link.id)
    assert _standing(session, link) is standing


def test_a_newer_link_takes_its_place_and_another_owner_ends_it(session: Session) -> None:
    card = _card(session)
    old = made(session, card)
    new = made(session, card, rows.NOW + timedelta(hours=1))
    assert (_standing(session, old), _standing(session, new)) == (Standing.SUPERSEDED, Standing.OPEN)
    card.owner_id = rows.owner(session).id
    session.commit()
    assert _standing(session, new) is Standing.REVOKED


def test_a_used_link_freezes_no_second_quote(session: Session) -> None:
    card, plan = _card(session), rows.plan(session)
    link = made(session, card)
    rows.order(session, card, plan, "credited", link_id=link.id)
    wish = Wish(link.owner_id, card.ref, plan.sku, "a form", "USD", "en", "UTC", link_id=link.id, visitor_hash="x")
    with pytest.raises(LinkOver) as over:
        renewing.order(session, wish, "", now=rows.NOW, carriers=UNKNOWN)
    assert over.value.standing is Standing.USED


def test_a_fresh_link_suggests_the_same_plan_and_stands(session: Session) -> None:
    card, late = _card(session), rows.NOW + timedelta(days=15)
    renewing.send_again(session, made(session, card, sku="asia-month-5"), late)
    message = session.scalars(select(Message)).one()
    fresh = session.scalars(select(Link).where(Link.ref == message.facts["link"])).one()
    assert (message.kind, fresh.sku, fresh.created_at) == ("renew_link", "asia-month-5", late)


def test_for_a_card_that_is_gone_nothing_is_sent(session: Session) -> None:
    card = rows.card(session, rows.owner(session), is_gone=True)
    renewing.send_again(session, made(session, card), rows.NOW)
    assert session.scalars(select(Message)).all() == []
