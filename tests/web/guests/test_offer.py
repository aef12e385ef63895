"""What a guest sees: exactly what the link allows, and nothing of whose card it is."""

from typing import Any

import pytest

from tests import rows
from tests.guest_links import made, opened, token_of
from tests.web.browsers import CHINESE
from tests.web.shop import Shop
from tmcard.domain.links import Purpose, token
from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services import guesting


def _page(shop: Shop, **wanted: Any) -> str:
    link = made(shop.session, shop.card, **wanted)
    return opened(shop, link).get(f"/guest/{link.ref}").text


def test_the_token_leaves_the_address_at_once(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    answer = shop.browser().get(f"/g/{token_of(shop, link)}")
    assert (answer.status_code, answer.location) == (303, f"/guest/{link.ref}")
    assert answer.headers["Referrer-Policy"] == "origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_plan_its_price_and_the_tail_of_the_card_are_shown(shop: Shop) -> None:
    page = _page(shop)
    assert f"•••• {shop.card.iccid[-4:]}" in page
    assert "Agree and pay US$9.00" in page
    assert shop.card.iccid not in page


def test_what_is_left_is_shown_only_where_the_owner_said_so(shop: Shop) -> None:
    hidden, shown = _page(shop), _page(shop, shows_rest=True)
    for words in ("Data left", "30 November 2026", "30 December 2026"):
        assert words not in hidden
        assert words in shown


def test_only_the_plans_that_are_allowed_are_offered(shop: Shop) -> None:
    dear = rows.plan(shop.session, price_minor=2900, name_en="Asia 20 GB")
    assert "Asia 20 GB" not in _page(shop, skus=(shop.plan.sku,))
    assert "Asia 20 GB" not in _page(shop, most=Money(900, "USD"))
    assert f"plan-{dear.sku}" in _page(shop)


def test_the_note_is_shown_as_text_and_nothing_else(shop: Shop) -> None:
    page = _page(shop, note="<b>For Mum</b>\nThank you")
    assert "&lt;b&gt;For Mum&lt;/b&gt;" in page


def test_without_having_opened_the_link_the_page_tells_nothing(shop: Shop) -> None:
    link = made(shop.session, shop.card, note="For Mum", shows_rest=True)
    page = shop.browser().get(f"/guest/{link.ref}")
    assert page.status_code == 200
    assert "Open the link once more" in page.text
    for secret in (shop.card.iccid[-4:], "For Mum", "US$", "5 GB"):
        assert secret not in page.text


@pytest.mark.parametrize(
    ("locale", "title"),
    [("en", "Somebody asks you to renew a T-M card"), ("zh", "有人请您帮忙续费 T-M card")],
)
def test_chats_show_the_request_in_the_language_of_the_link(shop: Shop, locale: str, title: str) -> None:
    link = made(shop.session, shop.card, locale=locale)
    page = shop.browser().get(f"/g/{token_of(shop, link)}", headers=CHINESE, follow_redirects=True).text
    assert f'<meta property="og:title" content="{title}">' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page


def test_what_is_used_up_expired_or_taken_back_says_so(shop: Shop) -> None:
    spent, old, taken = (made(shop.session, shop.card) for _ in range(3))
    rows.order(shop.session, shop.card, shop.plan, "credited", link_id=spent.id)
    guesting.revoke(shop.session, taken, shop.at)
    pages = [shop.browser().get(f"/g/{token_of(shop, link)}") for link in (spent, taken)]
    shop.later(days=8)
    pages.append(shop.browser().get(f"/g/{token_of(shop, old)}"))
    assert [page.status_code for page in pages] == [410, 410, 410]
    said = ("has been used already", "was taken back", "has ended")
    assert all(words in page.text for words, page in zip(said, pages, strict=True))
    assert not any(shop.card.iccid[-4:] in page.text for page in pages)


@pytest.mark.parametrize("damage", ["short", "letter", "purpose", "made up"])
def test_a_damaged_or_foreign_token_is_nothing(shop: Shop, damage: str) -> None:
    good = token_of(shop, link := made(shop.session, shop.card))
    key = (shop.app.extensions["tmcard"].config.secret_key,)
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    bad = {"short": good[:-1], "letter": flipped, "purpose": token(key, Purpose.RENEW, link.ref), "made up": "x" * 38}
    answer = shop.browser().get(f"/g/{bad[damage]}")
    assert answer.status_code == 404
    assert "This link does not work" in answer.text


def test_a_card_that_changed_hands_is_not_shown_any_more(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    shop.card.owner_id = rows.owner(shop.session).id
    shop.session.commit()
    answer = browser.get(f"/guest/{link.ref}")
    assert answer.status_code == 410
    assert shop.card.iccid[-4:] not in answer.text


def test_a_renewal_under_way_is_said_and_nothing_is_offered(shop: Shop) -> None:
    link = made(shop.session, shop.card, uses=2)
    shop.order("paid")
    answer = opened(shop, link).get(f"/guest/{link.ref}")
    assert answer.status_code == 409
    assert "has to arrive first" in answer.text


def test_a_plan_that_would_take_much_away_waits_for_the_running_one(shop: Shop) -> None:
    rows.plan(shop.session, stacking="gated", gate_bytes=1, name_en="Starts over")
    anew = rows.plan(shop.session, stacking="gated", gate_bytes=9 * BYTES_PER_GB, name_en="In its place")
    page = _page(shop, skus=(anew.sku,))
    assert "Starts over" not in _page(shop)
    assert "In its place" in page
    assert "Starts when the plan that is running is about to end" in page


def test_another_browser_has_to_open_the_link_itself(shop: Shop) -> None:
    link = made(shop.session, shop.card)
    opened(shop, link)
    assert "Open the link once more" in shop.browser().get(f"/guest/{link.ref}").text
