"""One card: everything about it, for its owner alone, and live."""

from datetime import timedelta

import pytest

from tests import rows
from tests.statements import counted
from tests.web.conftest import HTMX
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.store import cards
from tmcard.store.models import Bucket, UsageSample
from tmcard.store.transactions import release, write

PARTS = ["", "/remaining", "/renewal"]
LIVE = ["/remaining", "/renewal"]


def _path(shop: Shop, part: str = "") -> str:
    return f"/dashboard/cards/{shop.card.ref}{part}"


def _load(shop: Shop, order_id: int | None = None) -> None:
    with write(shop.session, "bucket"):
        bucket = Bucket(card_id=shop.card.id, plan_id=shop.plan.id, data_bytes=1, loaded_at=rows.NOW)
        bucket.order_id = order_id
        shop.session.add(bucket)


def _use(shop: Shop, *megabytes: int) -> None:
    with write(shop.session, "samples"):
        for hours, used in enumerate(reversed(megabytes)):
            row = UsageSample(card_id=shop.card.id, total_bytes=0, used_bytes=used * BYTES_PER_MB, taken_at=rows.NOW)
            row.reported_at = rows.NOW - timedelta(hours=hours)
            shop.session.add(row)


def test_the_owner_sees_the_card(shop: Shop) -> None:
    page = shop.browser(shop.owner).get(_path(shop)).text
    assert "3\u00a0GB of 5\u00a0GB left" in page
    assert "30 November 2026, 23:59 (Beijing time)" in page
    assert shop.card.iccid not in page
    assert shop.card.iccid[-4:] in page


def test_the_same_in_chinese(shop: Shop) -> None:
    owner = rows.owner(shop.session, locale="zh")
    card = rows.card(shop.session, owner, plan_id=shop.plan.id)
    page = shop.browser(owner).get(f"/dashboard/cards/{card.ref}").text
    assert "2026年11月30日 23:59" in page
    assert "亚洲 5 GB" in page


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["browser", "htmx"])
def test_to_a_stranger_the_card_does_not_exist(shop: Shop, part: str, headers: dict[str, str]) -> None:
    browser = shop.browser(rows.owner(shop.session))
    assert browser.get(_path(shop, part), headers=headers).status_code == 404
    assert browser.get(f"/dashboard/cards/NOSUCHCARD{part}", headers=headers).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_who_is_not_signed_in_signs_in_first(shop: Shop, part: str) -> None:
    assert shop.browser().get(_path(shop, part)).location.startswith("/auth/sign-in?next=")
    assert shop.browser().get(_path(shop, part), headers=HTMX).status_code == 401


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


def test_the_history_leads_to_receipts(shop: Shop) -> None:
    credited, refunded = shop.order("credited"), shop.order("refunded")
    _load(shop)
    _load(shop, credited.id)
    page = shop.browser(shop.owner).get(_path(shop)).text
    assert f'href="/checkout/{credited.ref}/receipt"' in page
    assert f'href="/checkout/{refunded.ref}"' in page
    assert "Came with the card" in page


def test_bars_begin_with_the_second_report(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    _use(shop, 100)
    assert "Nothing to draw yet" in browser.get(_path(shop)).text


def test_daily_use_is_drawn_and_told(shop: Shop) -> None:
    _use(shop, 100, 150, 130, 160)
    assert "80\u00a0MB in all" in shop.browser(shop.owner).get(_path(shop)).text


def test_the_page_costs_the_same_whatever_is_on_it(shop: Shop, database_kind: str) -> None:
    for _ in range(5):
        _load(shop, shop.order("credited").id)
    _use(shop, *range(20))
    browser = shop.browser(shop.owner)
    with counted() as sent:
        browser.get(_path(shop))
    assert len(sent) == 4


@pytest.mark.parametrize("name", ["Anna’s phone", "妈妈的手机", "  two   spaces ", "x" * 40, ""])
def test_a_card_is_renamed(shop: Shop, name: str) -> None:
    browser = shop.browser(shop.owner)
    answer = shop.post(browser, _path(shop, "/rename"), label=name)
    assert (answer.status_code, answer.location) == (303, _path(shop))
    assert " ".join(name.split()) in browser.get(_path(shop)).text


@pytest.mark.parametrize("name", ["x" * 41, "a\u202eb", "a\x00b"])
def test_a_name_that_cannot_be_is_told_and_kept_in_the_field(shop: Shop, name: str) -> None:
    answer = shop.post(shop.browser(shop.owner), _path(shop, "/rename"), label=name)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert cards.by_id(shop.session, shop.card.id).label == ""
    release(shop.session)


def test_markup_in_a_name_is_only_text(shop: Shop) -> None:
    browser = shop.browser(shop.owner)
    shop.post(browser, _path(shop, "/rename"), label="<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in browser.get(_path(shop)).text


def test_strangers_rename_nothing(shop: Shop) -> None:
    assert shop.post(shop.browser(rows.owner(shop.session)), _path(shop, "/rename"), label="Eve").status_code == 404
    assert shop.post(shop.browser(), _path(shop, "/rename"), label="Eve").status_code == 303
    assert cards.by_id(shop.session, shop.card.id).label == ""
    release(shop.session)
