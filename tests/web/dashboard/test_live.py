"""The parts of a card's page that keep themselves up to date."""

import pytest

from tests import rows
from tests.statements import counted
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.store import cards
from tmcard.store.transactions import write

LIVE = ["/remaining", "/renewal"]


def _path(shop: Shop, part: str = "") -> str:
    return f"/dashboard/cards/{shop.card.ref}{part}"


@pytest.mark.parametrize("part", LIVE)
def test_a_browser_that_asks_for_a_part_gets_the_page(shop: Shop, part: str) -> None:
    answer = shop.browser(shop.owner).get(_path(shop, part))
    assert (answer.status_code, answer.location) == (303, _path(shop))


@pytest.mark.parametrize("part", LIVE)
def test_a_part_is_sound_and_vary_says_so(shop: Shop, part: str) -> None:
    shop.order("paid")
    answer = shop.partial(shop.browser(shop.owner), _path(shop, part))
    assert f'id="{part[1:]}"' in answer.text
    assert "HX-Request" in answer.headers["Vary"]
    assert f'hx-ptag="{answer.headers["HX-PTag"]}"' in answer.text


@pytest.mark.parametrize("part", LIVE)
def test_an_unchanged_part_is_one_read_in_all(shop: Shop, database_kind: str, part: str) -> None:
    browser = shop.browser(shop.owner)
    tag = shop.partial(browser, _path(shop, part)).headers["HX-PTag"]
    with counted() as sent:
        answer = shop.partial(browser, _path(shop, part), **{"HX-PTag": tag})
    assert (answer.status_code, len(sent)) == (304, 1)


@pytest.mark.parametrize("part", LIVE)
def test_an_old_tag_opens_nothing(shop: Shop, part: str) -> None:
    tag = {"HX-PTag": shop.partial(shop.browser(shop.owner), _path(shop, part)).headers["HX-PTag"], **HTMX}
    assert shop.browser(rows.owner(shop.session)).get(_path(shop, part), headers=tag).status_code == 404
    assert shop.browser().get(_path(shop, part), headers=tag).status_code == 401


def test_a_new_figure_is_shown_without_a_reload(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    tag = shop.partial(browser, _path(shop, "/remaining")).headers["HX-PTag"]
    with write(shop.session, "used"):
        cards.put(shop.session, shop.card.id, used_bytes=0, version=2)
    assert "5\u00a0GB of 5\u00a0GB left" in shop.partial(browser, _path(shop, "/remaining"), **{"HX-PTag": tag}).text


def test_a_day_that_passes_changes_what_is_shown(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    tag = shop.partial(browser, _path(shop, "/remaining")).headers["HX-PTag"]
    shop.later(days=1)
    assert "7 days left" in shop.partial(browser, _path(shop, "/remaining"), **{"HX-PTag": tag}).text


@pytest.mark.parametrize(
    ("status", "words", "polls"),
    [
        ("paid", "Renewal under way", True),
        ("crediting", "Renewal under way", True),
        ("refunding", "Your money is on its way back", True),
        ("refunded", "Your money was returned", False),
        ("credited", "5\u00a0GB more", False),
        ("open", "", False),
        ("cancelled", "", False),
    ],
)
def test_each_state_of_a_renewal_is_told(shop: Shop, status: str, words: str, polls: bool) -> None:
    order = shop.order(status)
    part = shop.partial(shop.browser(shop.owner), _path(shop, "/renewal")).text
    assert words in part
    assert (f"/checkout/{order.ref}" in part) is bool(words)
    assert ("hx-get" in part) is polls


def test_an_unknown_payment_is_not_to_be_paid_again(shop: Shop) -> None:
    rows.payment(shop.session, shop.order(), "capturing")
    page = shop.browser(shop.owner).get(_path(shop)).text
    assert "Do not pay again" in page
    assert ">Renew</a>" not in page


def test_a_renewal_is_looked_at_often_at_first(shop: Shop) -> None:
    shop.order("crediting")
    browser = shop.browser(shop.owner)
    first = shop.partial(browser, _path(shop, "/renewal"))
    shop.later(minutes=2)
    later = shop.partial(browser, _path(shop, "/renewal"), **{"HX-PTag": first.headers["HX-PTag"]})
    assert "every 2s" in first.text
    assert "every 5s" in later.text


def test_without_scripts_the_page_reloads_while_a_renewal_is_under_way(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    assert "http-equiv" not in browser.get(_path(shop)).text
    shop.order("paid")
    assert '<noscript><meta http-equiv="refresh"' in browser.get(_path(shop)).text
