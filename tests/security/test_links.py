"""Signed links, line by line of the checklist (76-81): each test names the line that it holds."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests import guest_links, renew_links, rows
from tests.loud import Heard, loud
from tests.renew_links import made, token_of
from tests.security.ground import changed, fingerprint
from tests.web.shop import Shop
from tmcard.domain.identifiers import ALPHABET
from tmcard.domain.links import Purpose, ref_of, token
from tmcard.services import linking
from tmcard.store.models import Link, Order
from tmcard.store.transactions import write

__all__ = ["loud"]

DOORS = {
    Purpose.RENEW: "/r/",
    Purpose.GUEST: "/g/",
    Purpose.ORDER: "/o/",
    Purpose.PREFERENCES: "/u/",
    Purpose.EMAIL: "/e/",
}
_Statuses = dict[tuple[Purpose, Purpose], int]
KEY = "a key that is as long as one in production"


def _all(shop: Shop) -> dict[Purpose, str]:
    """A good token of every purpose, all about the same owner."""
    shop.owner.email = "li@example.com"
    shop.session.commit()
    renew, guest = made(shop.session, shop.card), guest_links.made(shop.session, shop.card)
    with write(shop.session, "links"):
        facts: dict[str, Any] = {"owner_id": shop.owner.id, "locale": "en", "now": shop.at}
        preferences = linking.make(shop.session, Purpose.PREFERENCES, **facts)
        email = linking.make(shop.session, Purpose.EMAIL, email="li@example.com", **facts)
    order = shop.order(link_id=renew.id, visitor_hash="somebody")
    refs = {Purpose.RENEW: renew, Purpose.GUEST: guest, Purpose.PREFERENCES: preferences, Purpose.EMAIL: email}
    found: dict[Purpose, Link | Order] = {**refs, Purpose.ORDER: order}
    return {purpose: token_of(shop, row.ref, purpose) for purpose, row in found.items()}


def test_76_the_token_is_a_keyed_hash_and_the_old_key_still_opens() -> None:
    ref = "".join(ALPHABET[:16])
    old = token((KEY,), Purpose.RENEW, ref)
    assert ref_of(("another key", KEY), Purpose.RENEW, old) == ref
    assert ref_of(("another key",), Purpose.RENEW, old) is None


def test_78_every_purpose_opens_its_own_door_and_no_other(shop: Shop) -> None:
    tokens, good, wrong = _all(shop), _Statuses(), _Statuses()
    for (purpose, text), (door, path) in itertools.product(tokens.items(), DOORS.items()):
        status = shop.browser().get(f"{path}{text}").status_code
        (good if purpose is door else wrong)[purpose, door] = status
    assert set(good.values()) <= {200, 303}
    assert set(wrong.values()) == {404}


def test_78_no_flipped_shortened_or_padded_token_is_taken() -> None:
    for number in range(100):
        ref = f"{number:016}".replace("I", "0")
        good = token((KEY,), Purpose.RENEW, ref)
        bent = [good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(len(good))]
        bent += [good[:-1], good + "A", good + "=", f" {good}", f"{good}\n", good.lower(), ""]
        assert [text for text in bent if text != good and ref_of((KEY,), Purpose.RENEW, text)] == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_79_opening_any_link_changes_nothing(shop: Shop, method: str) -> None:
    tokens = _all(shop)
    before = fingerprint(shop.session)
    for purpose, text in tokens.items():
        client = shop.browser()
        client.open(f"{DOORS[purpose]}{text}", method=method, follow_redirects=method == "GET")
    assert changed(before, fingerprint(shop.session)) == set()
    assert shop.gateway.calls == []


def test_80_the_token_leaves_the_address_and_the_answer_keeps_it_here(shop: Shop) -> None:
    for purpose, text in _all(shop).items():
        answer = shop.browser().get(f"{DOORS[purpose]}{text}")
        assert answer.headers["Referrer-Policy"] == "origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        if answer.status_code == 303:
            assert text not in answer.location
            assert answer.text.count(text) == 0


def test_80_no_token_is_in_any_log(shop: Shop, loud: Heard) -> None:
    tokens = _all(shop)
    for purpose, text in tokens.items():
        client = shop.browser()
        client.get(f"{DOORS[purpose]}{text}", follow_redirects=True)
        client.post(f"{DOORS[purpose]}{text}")
        client.get(f"{DOORS[purpose]}{text}x")
    assert "/r/" in loud.text
    assert [purpose for purpose, text in tokens.items() if text[16:] in loud.text] == []


def test_80_no_page_of_a_link_takes_anything_from_elsewhere(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = renew_links.opened(shop, link)
    for page in (browser.get(f"/renew/{link.ref}"), shop.browser().get(f"/renew/{link.ref}")):
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "paypal" not in page.text.replace("PayPal", "").lower().replace('value="paypal"', "")


@pytest.mark.parametrize("base_url", ["http://localhost", "https://tmcard.example"])
def test_80_the_grant_is_a_cookie_that_scripts_and_other_sites_cannot_use(
    shop: Shop, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = shop.app.extensions["tmcard"]
    is_https = base_url.startswith("https")
    monkeypatch.setattr(type(house.config), "is_https", property(lambda _self: is_https))
    answer = shop.browser().get(f"/r/{token_of(shop, made(shop.session, shop.card).ref)}")
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if "visit=" in each)
    wanted = ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200", *(["Secure", "__Host-visit="] if is_https else [])]
    assert [part for part in wanted if part not in cookie] == []


def test_81_the_visitor_of_one_link_sees_no_order_of_another(shop: Shop) -> None:
    first, second = made(shop.session, shop.card), guest_links.made(shop.session, shop.card)
    payer, guest = renew_links.opened(shop, first), guest_links.opened(shop, second)
    path = renew_links.pay(shop, payer, first, way="other").location
    assert payer.get(path).status_code == 200
    assert "/auth/sign-in" in guest.get(path).location
    assert "Open the link once more" in guest.get(f"/renew/{first.ref}").text


def test_81_a_visit_opens_nothing_of_the_account(shop: Shop) -> None:
    browser = renew_links.opened(shop, made(shop.session, shop.card))
    for path in ("/dashboard/", f"/dashboard/cards/{shop.card.ref}", "/account/", f"/plans/cards/{shop.card.ref}"):
        assert "/auth/sign-in" in browser.get(path).location


@pytest.mark.parametrize("forge", ["changed", "cut"])
def test_81_a_visit_that_was_made_up_is_none(shop: Shop, forge: str) -> None:
    link = made(shop.session, shop.card)
    browser = renew_links.opened(shop, link)
    value = browser.get_cookie("visit")
    assert value is not None
    bent: Callable[[str], str] = {"changed": lambda text: text[:-4] + "AAAA", "cut": lambda text: text[1:]}[forge]
    browser.set_cookie("visit", bent(value.decoded_value))
    assert "Open the link once more" in browser.get(f"/renew/{link.ref}").text


def test_an_owners_other_cards_are_not_named(shop: Shop) -> None:
    other = rows.card(shop.session, shop.owner, label="Spare phone")
    link = made(shop.session, shop.card)
    page = renew_links.opened(shop, link).get(f"/renew/{link.ref}").text
    assert other.iccid[-4:] not in page
