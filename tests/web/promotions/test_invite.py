"""Inviting friends: a code of one's own, and what it brought."""

from flask.testing import FlaskClient

from tests import rows
from tests.services.promoting.ons import promotion
from tests.web.shop import Shop
from tmcard.store import referrals
from tmcard.store.transactions import release

PAGE = "/promotions/invite"


def code_of(shop: Shop) -> str:
    """The owner's code, once it is made."""
    found = referrals.of_owner(shop.session, shop.owner.id)
    release(shop.session)
    return found or ""


def test_looking_makes_no_code(shop: Shop, owner: FlaskClient) -> None:
    assert "Make my code" in owner.get(PAGE).text
    assert code_of(shop) == ""


def test_the_code_is_made_once_and_passed_on_as_text_link_and_picture(shop: Shop, owner: FlaskClient) -> None:
    shop.post(owner, PAGE)
    code = code_of(shop)
    shop.post(owner, PAGE)
    page = owner.get(PAGE).text
    assert code == code_of(shop)
    for shown in (f"Your code: {code}", f"/promotions/?code={code}", "<svg", "Friends who renewed"):
        assert shown in page


def test_the_page_says_what_both_get(shop: Shop, owner: FlaskClient) -> None:
    promotion(shop.session, "referral", effect={"amounts": {"USD": 200}})
    promotion(shop.session, "reward", effect={"amounts": {"USD": 100}})
    page = owner.get(PAGE).text
    assert "gets: US$2.00 off" in page
    assert "your next renewal gets: US$1.00 off" in page


def test_a_friend_s_code_takes_it_off_the_first_renewal(shop: Shop, owner: FlaskClient) -> None:
    promotion(shop.session, "referral", effect={"amounts": {"USD": 200}}, name_en="Friend")
    shop.post(owner, PAGE)
    friend = rows.owner(shop.session)
    browser, card = shop.browser(friend), rows.card(shop.session, friend)
    shop.post(browser, "/promotions/code", code=code_of(shop))
    assert "Friend: US$2.00 off" in browser.get(f"/plans/cards/{card.ref}").text


def test_nobody_uses_their_own_code(shop: Shop, owner: FlaskClient) -> None:
    promotion(shop.session, "referral", effect={"amounts": {"USD": 200}})
    shop.post(owner, PAGE)
    answer = shop.post(owner, "/promotions/code", code=code_of(shop))
    assert answer.status_code == 422
    assert "your own code" in answer.text


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    assert "/auth/sign-in" in shop.browser().get(PAGE).location
