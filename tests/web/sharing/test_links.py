"""The owner's list: what each link allows, what was paid through it, and the way to take it back."""

import re

from flask.testing import FlaskClient

from tests import rows
from tests.guest_links import made, opened, pay, token_of
from tests.web.browsers import CHINESE
from tests.web.shop import Shop
from tmcard.services import guesting


def test_a_link_is_shown_as_text_picture_and_sheet(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card, note="For Mum")
    page = owner.get(f"/account/links/{link.ref}").text
    url = f"http://localhost/g/{token_of(shop, link)}"
    assert f'value="{url}"' in page
    assert f'data-share="{url}"' in page
    assert f'data-copy="{url}"' in page
    assert re.search(r'<svg viewBox="[0-9 ]+"><path', page)


def test_the_token_is_stored_nowhere(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    owner.get(f"/account/links/{link.ref}")
    token = token_of(shop, link)
    engine = shop.session.get_bind()
    assert token not in "".join(repr(getattr(link, column.name)) for column in link.__table__.columns)
    assert engine is not None


def test_the_list_says_what_was_paid_and_never_by_whom(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card, uses=2)
    rows.order(shop.session, shop.card, shop.plan, "credited", link_id=link.id, receipt_email="payer@guests.example")
    for page in (owner.get("/account/links/").text, owner.get(f"/account/links/{link.ref}").text):
        assert "US$9.00" in page
        assert "Renewed" in page
        assert "payer@" not in page
    assert "used 1 of 2" in owner.get("/account/links/").text


def test_somebody_elses_link_is_not_there(shop: Shop, stranger: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    assert stranger.get(f"/account/links/{link.ref}").status_code == 404
    assert shop.post(stranger, f"/account/links/{link.ref}/revoke").status_code == 404
    assert link.ref not in stranger.get("/account/links/").text
    assert "/auth/sign-in" in shop.browser().get("/account/links/").location


def test_looking_takes_nothing_back_and_confirming_does(shop: Shop, owner: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    assert "Take the link back?" in owner.get(f"/account/links/{link.ref}/revoke").text
    guest = opened(shop, link)
    assert shop.post(owner, f"/account/links/{link.ref}/revoke").status_code == 303
    assert pay(shop, guest, link).status_code == 410
    assert token_of(shop, link) not in owner.get(f"/account/links/{link.ref}").text


def test_what_a_guest_kept_is_on_their_own_list(shop: Shop, stranger: FlaskClient) -> None:
    link = made(shop.session, shop.card)
    payer = rows.owner(shop.session)
    order = shop.order("credited", link_id=link.id)
    guesting.keep(shop.session, order, payer.id)
    page = shop.browser(payer).get("/account/links/").text
    assert "Payments you made for others" in page
    assert shop.card.iccid[-4:] in page
    assert "Payments you made for others" not in stranger.get("/account/links/").text


def test_in_chinese(shop: Shop, owner: FlaskClient) -> None:
    shop.owner.locale = "zh"
    shop.session.commit()
    made(shop.session, shop.card)
    assert "请人代付的链接" in owner.get("/account/links/", headers=CHINESE).text
