"""An owner says what a link allows; what was said is what is stored."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.domain.money import Money
from tmcard.store import links
from tmcard.store.models import Link
from tmcard.store.transactions import release


def make(shop: Shop, client: FlaskClient, **fields: Any) -> TestResponse:
    """Send the form as its page shows it, with `fields` filled in."""
    return shop.post(client, f"/account/links/new?card={shop.card.ref}", **{"uses": "1", "days": "7", **fields})


def stored(shop: Shop) -> Link:
    """The newest link."""
    found = links.of_owner(shop.session, shop.owner.id, Purpose.GUEST)
    release(shop.session)
    return found[0]


def test_left_as_it_is_the_link_allows_any_plan_once_for_a_week(shop: Shop, owner: FlaskClient) -> None:
    answer = make(shop, owner)
    link = stored(shop)
    assert answer.location == f"/account/links/{link.ref}"
    assert link.terms is not None
    assert (link.terms.skus, link.terms.most, link.terms.uses) == (None, None, 1)
    assert not link.terms.shows_rest
    assert link.expires_at is not None
    assert (link.expires_at - shop.at).days == 7


def test_everything_that_was_said_is_kept(shop: Shop, owner: FlaskClient) -> None:
    said = {"skus": [shop.plan.sku], "most": "19.50", "uses": "3", "days": "30", "shows_rest": "y", "note": "Hi\r\nyou"}
    make(shop, owner, **said)
    terms = stored(shop).terms
    assert terms is not None
    assert (terms.skus, terms.most, terms.uses) == ([shop.plan.sku], Money(1950, "USD"), 3)
    assert (terms.shows_rest, terms.note, terms.made_by) == (True, "Hi\nyou", "owner")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("most", "a lot", "Enter an amount"),
        ("most", "0", "Enter an amount"),
        ("most", "-3", "Enter an amount"),
        ("most", "9.999", "Enter an amount"),
        ("most", "NaN", "Enter an amount"),
        ("most", "1e400", "Enter an amount"),
        ("uses", "0", "from 1 to 20"),
        ("uses", "21", "from 1 to 20"),
        ("uses", "many", "from 1 to 20"),
        ("days", "31", "There is a problem"),
        ("skus", "no-such-plan", "not sold any more"),
        ("note", "x" * 301, "no more than 300"),
    ],
)
def test_what_cannot_be_is_said(shop: Shop, owner: FlaskClient, field: str, value: str, words: str) -> None:
    answer = make(shop, owner, **{field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert shop.count("links") == 0


def test_a_card_of_somebody_else_is_not_there(shop: Shop, stranger: FlaskClient) -> None:
    assert make(shop, stranger).status_code == 404
    assert stranger.get(f"/account/links/new?card={shop.card.ref}").status_code == 404
    assert "/auth/sign-in" in shop.browser().get(f"/account/links/new?card={shop.card.ref}").location


def test_twenty_links_a_day_are_enough_for_one_card(shop: Shop, owner: FlaskClient) -> None:
    answers = [make(shop, owner).status_code for _ in range(21)]
    assert answers == [303] * 20 + [429]
    shop.later(days=1)
    assert make(shop, owner).status_code == 303


def test_while_a_renewal_is_under_way_the_plan_page_says_so(shop: Shop, owner: FlaskClient) -> None:
    rows.order(shop.session, shop.card, shop.plan, "paid")
    answer = owner.get(f"/account/links/new?card={shop.card.ref}")
    assert answer.location == f"/plans/cards/{shop.card.ref}"
