"""Issue 5, point 2: a link that may not be used says why, and has a fresh one sent to its owner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import rows
from tests.renew_links import made, opened, ordered, pay, shown, token_of
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.store import links
from tmcard.store.models import Link, Message
from tmcard.store.transactions import release, write


def _address(shop: Shop, link: Link) -> str:
    return f"/r/{token_of(shop, link.ref)}"


def _messages(shop: Shop) -> list[Message]:
    found = list(shop.session.scalars(select(Message).order_by(Message.id)))
    release(shop.session)
    return found


def _expired(shop: Shop, link: Link) -> None:
    shop.later(days=14)


def _used(shop: Shop, link: Link) -> None:
    shop.order("credited", link_id=link.id)


def _revoked(shop: Shop, link: Link) -> None:
    with write(shop.session, "revoked"):
        links.revoke(shop.session, link.id, shop.at)


def _superseded(shop: Shop, link: Link) -> None:
    made(shop.session, shop.card, shop.at + timedelta(hours=1))


def _given_away(shop: Shop, link: Link) -> None:
    shop.card.owner_id = rows.owner(shop.session).id
    shop.session.commit()


Happen = Callable[[Shop, Link], None]
ENDS = pytest.mark.parametrize(
    ("happen", "words"),
    [
        (_expired, "This link is too old"),
        (_used, "This link has been used"),
        (_revoked, "does not count any more"),
        (_superseded, "There is a newer link"),
        (_given_away, "does not count any more"),
    ],
)


@ENDS
def test_its_page_says_why_and_nothing_of_the_card(shop: Shop, happen: Happen, words: str) -> None:
    link = made(shop.session, shop.card)
    happen(shop, link)
    answer = shop.browser().get(_address(shop, link))
    assert answer.status_code == 410
    assert words in answer.text
    assert "Send a new link" in answer.text
    assert answer.headers["Referrer-Policy"] == "origin"
    assert shop.card.iccid[-4:] not in answer.text


@ENDS
def test_it_counts_for_a_browser_that_came_in_time_too(shop: Shop, happen: Happen, words: str) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    was = shown(browser, link)
    happen(shop, link)
    for answer in (browser.get(f"/renew/{link.ref}"), pay(shop, browser, link, shown=was)):
        assert answer.status_code == 410
        assert words in answer.text
    assert shop.count("payments") == 0


@pytest.mark.parametrize("damage", ["short", "letter", "guest", "order", "made up"])
def test_a_damaged_or_foreign_token_is_nothing(shop: Shop, damage: str) -> None:
    link = made(shop.session, shop.card)
    good = token_of(shop, link.ref)
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    others = {"guest": Purpose.GUEST, "order": Purpose.ORDER}
    bad = {"short": good[:-1], "letter": flipped, "made up": "x" * 38}
    bad |= {name: token_of(shop, link.ref, purpose) for name, purpose in others.items()}
    for answer in (shop.browser().get(f"/r/{bad[damage]}"), shop.browser().post(f"/r/{bad[damage]}")):
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
    assert shop.count("messages") == 0


def test_a_new_link_goes_to_the_phone_and_opens(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    shop.later(days=15)
    answer = shop.browser().post(_address(shop, link))
    assert (answer.status_code, "Look at your messages" in answer.text) == (200, True)
    message = _messages(shop)[0]
    assert (message.kind, message.channel, message.recipient) == ("renew_link", "sms", shop.owner.msisdn)
    fresh = shop.browser().get(f"/r/{token_of(shop, message.facts['link'])}")
    assert fresh.status_code == 303


@pytest.mark.parametrize(("is_proven", "channel"), [(True, "email"), (False, "sms")])
def test_an_address_counts_only_once_it_is_proven(shop: Shop, is_proven: bool, channel: str) -> None:
    shop.owner.email = "li@example.com"
    shop.owner.email_verified_at = shop.at if is_proven else None
    shop.session.commit()
    shop.browser().post(_address(shop, made(shop.session, shop.card)))
    assert _messages(shop)[0].channel == channel


def test_a_link_that_still_works_is_sent_once_more_not_replaced(shop: Shop) -> None:
    old, new = made(shop.session, shop.card), made(shop.session, shop.card, shop.at + timedelta(hours=1))
    shop.later(hours=2)
    shop.browser().post(_address(shop, old))
    assert _messages(shop)[0].facts == {"link": new.ref}
    assert shop.count("links") == 2


def test_asked_too_often_the_answer_is_the_same_and_nothing_more_is_sent(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answers = []
    for _ in range(5):
        shop.later(seconds=1)
        answers.append(shop.browser().post(_address(shop, link)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(_messages(shop)) == 3


def test_for_a_card_of_somebody_else_by_now_nothing_is_sent(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    _given_away(shop, link)
    assert "Look at your messages" in shop.browser().post(_address(shop, link)).text
    assert _messages(shop) == []


def test_a_browser_that_opened_it_asks_without_the_token(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    assert "Open the link once more" in shop.post(shop.browser(), f"/renew/{link.ref}/again").text
    assert "Look at your messages" in shop.post(browser, f"/renew/{link.ref}/again").text
    assert len(_messages(shop)) == 1


def test_who_paid_through_it_is_led_to_the_order_and_it_pays_no_second_time(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    pay(shop, browser, link)
    order = ordered(shop)
    with write(shop.session, "paid"):
        order = shop.session.merge(order)
        order.status, order.paid_at = "credited", shop.at
    for path in (f"/renew/{link.ref}", _address(shop, link)):
        assert f"/checkout/{order.ref}" in browser.get(path).text
    assert f"/checkout/{order.ref}" not in shop.browser().get(_address(shop, link)).text
