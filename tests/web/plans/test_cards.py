"""Which card to renew."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop


def test_the_only_card_is_not_asked_for(shop: Shop, owner: FlaskClient) -> None:
    assert owner.get("/plans/").location == f"/plans/cards/{shop.card.ref}"


def test_several_cards_are_listed_with_what_is_left(shop: Shop, owner: FlaskClient) -> None:
    spare = rows.card(shop.session, shop.owner, label="Spare phone", used_bytes=0)
    page = owner.get("/plans/").text
    assert f"/plans/cards/{spare.ref}" in page
    assert "Spare phone" in page
    assert spare.iccid[-4:] in page
    assert spare.iccid not in page


def test_a_card_that_has_ended_comes_last_and_says_when(shop: Shop, owner: FlaskClient) -> None:
    ended = rows.card(shop.session, shop.owner, claimed_at=shop.at, ends_at=shop.at - timedelta(days=3))
    spare = rows.card(shop.session, shop.owner, claimed_at=shop.at + timedelta(hours=1))
    page = owner.get("/plans/").text
    assert page.index(spare.ref) < page.index(ended.ref) < page.index("Ended on")


def test_without_a_card_the_next_act_is_to_add_one(shop: Shop, stranger: FlaskClient) -> None:
    page = stranger.get("/plans/").text
    assert "No card here yet" in page
    assert "Add a card" in page


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    assert "/auth/sign-in" in shop.browser().get("/plans/").location
