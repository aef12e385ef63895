"""All cards of an owner on one page."""

from datetime import timedelta

import pytest

from tests import rows
from tests.statements import counted
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_GB


def test_the_owner_sees_what_is_left(shop: Shop) -> None:
    page = shop.browser(shop.owner).get("/dashboard/").text
    assert "3\u00a0GB of 5\u00a0GB left" in page
    assert "8 days left" in page
    assert "30 November 2026, 23:59 (Beijing time)" in page
    assert "As of <time" in page
    assert ">13:45</time>" in page
    assert f'href="/plans/cards/{shop.card.ref}"' in page


def test_a_stranger_sees_none_of_it(shop: Shop) -> None:
    page = shop.browser(rows.owner(shop.session)).get("/dashboard/").text
    assert shop.card.ref not in page
    assert "No card here yet" in page
    assert 'href="/dashboard/cards/claim"' in page


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/cards"])
def test_who_is_not_signed_in_signs_in_first(shop: Shop, path: str) -> None:
    answer = shop.browser().get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/auth/sign-in?next=%2Fdashboard%2F")


def test_an_open_page_of_somebody_signed_out_is_sent_away(shop: Shop) -> None:
    answer = shop.browser().get("/dashboard/cards", headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/auth/sign-in")


def test_a_browser_that_asks_for_the_list_gets_the_page(shop: Shop) -> None:
    answer = shop.browser(shop.owner).get("/dashboard/cards")
    assert (answer.status_code, answer.location) == (303, "/dashboard/")


def test_the_list_refreshes_itself_and_costs_nothing_unchanged(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    first = shop.partial(browser, "/dashboard/cards")
    tag = first.headers["HX-PTag"]
    assert f'hx-ptag="{tag}"' in first.text
    with counted() as sent:
        second = shop.partial(browser, "/dashboard/cards", **{"HX-PTag": tag})
    assert (second.status_code, second.text) == (304, "")
    assert len(sent) == 1


def test_a_changed_list_comes_whole(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    tag = shop.partial(browser, "/dashboard/cards").headers["HX-PTag"]
    rows.card(shop.session, shop.owner, label="Second")
    assert "Second" in shop.partial(browser, "/dashboard/cards", **{"HX-PTag": tag}).text


@pytest.mark.parametrize("cards", [1, 3, 20])
def test_any_number_of_cards_is_one_statement_and_tells_who_is_signed_in(
    shop: Shop, database_kind: str, cards: int
) -> None:
    for _ in range(cards - 1):
        rows.order(shop.session, rows.card(shop.session, shop.owner, plan_id=shop.plan.id), shop.plan, "paid")
    browser = shop.browser(shop.owner)
    with counted() as sent:
        page = browser.get("/dashboard/").text
    assert page.count('<li class="card') == cards
    assert len(sent) == 1


def test_many_cards_get_two_lines_each(shop: Shop) -> None:
    for _ in range(19):
        rows.card(shop.session, shop.owner)
    page = shop.browser(shop.owner).get("/dashboard/").text
    assert '<svg viewBox="0 0 100 4"' not in page
    assert page.count(">Renew</a>") == 20


def test_the_card_that_needs_something_comes_first(shop: Shop) -> None:
    low = rows.card(shop.session, shop.owner, used_bytes=5 * BYTES_PER_GB - 1)
    page = shop.browser(shop.owner).get("/dashboard/").text
    assert page.index(low.ref) < page.index(shop.card.ref)


def test_a_renewal_under_way_leads_to_its_page(shop: Shop) -> None:
    order = shop.order("crediting")
    page = shop.browser(shop.owner).get("/dashboard/").text
    assert "Renewal under way" in page
    assert f'href="/checkout/{order.ref}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert ">Renew</a>" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"used_bytes": 5 * BYTES_PER_GB}, "Used up"),
        ({"used_bytes": 5 * BYTES_PER_GB - 1}, "Low on data"),
        ({"ends_at": rows.NOW + timedelta(hours=20)}, "Ending soon"),
        ({"ends_at": rows.NOW}, "Expired"),
        ({"ends_at": None, "used_bytes": 0}, "Not used yet"),
        ({"is_gone": True}, "Withdrawn"),
        ({"reported_at": rows.NOW - timedelta(hours=9)}, "That is longer ago than usual."),
        ({"reported_at": None, "total_bytes": 0}, "The carrier has not reported yet."),
    ],
)
def test_each_state_of_a_card_is_said_in_words(shop: Shop, values: dict[str, object], words: str) -> None:
    owner = rows.owner(shop.session)
    rows.card(shop.session, owner, **values)
    assert words in shop.browser(owner).get("/dashboard/").text


def test_what_is_left_of_an_expired_card_is_not_counted(shop: Shop) -> None:
    owner = rows.owner(shop.session)
    rows.card(shop.session, owner, ends_at=rows.NOW)
    page = shop.browser(owner).get("/dashboard/").text
    assert "GB left" not in page
    assert ">Renew</a>" not in page
