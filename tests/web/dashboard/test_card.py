"""One card: everything about it, for its owner alone, and live."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import rows
from tests.fake_carriers import FakeCarrier
from tests.statements import counted
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.store import cards
from tmcard.store.models import Bucket, UsageSample
from tmcard.store.transactions import release, write

PARTS = ["", "/remaining", "/renewal"]


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
    assert "60\u00a0MB in all" in shop.browser(shop.owner).get(_path(shop)).text


def test_the_page_costs_the_same_whatever_is_on_it(shop: Shop, database_kind: str) -> None:
    for _ in range(5):
        _load(shop, shop.order("credited").id)
    _use(shop, *range(20))
    browser = shop.browser(shop.owner)
    with counted() as sent:
        browser.get(_path(shop))
    assert len(sent) == 5  # the last for the end that was promised, while a renewal is news


@pytest.mark.parametrize("name", ["Anna’s phone", "妈妈的手机", "  two   spaces ", "x" * 40, ""])
def test_a_card_is_renamed(shop: Shop, name: str) -> None:
    browser = shop.browser(shop.owner)
    answer = shop.post(browser, _path(shop, "/rename"), label=name)
    assert (answer.status_code, answer.location) == (303, _path(shop))
    assert " ".join(name.split()) in browser.get(_path(shop)).text


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\u202eb\u2066c", "abc"), ("a\nb", "a b"), ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧")]
)
def test_a_name_keeps_only_what_can_be_seen(shop: Shop, typed: str, kept: str) -> None:
    shop.post(shop.browser(shop.owner), _path(shop, "/rename"), label=typed)
    assert cards.by_id(shop.session, shop.card.id).label == kept
    release(shop.session)


def test_a_name_that_is_too_long_is_told_and_changes_nothing(shop: Shop) -> None:
    answer = shop.post(shop.browser(shop.owner), _path(shop, "/rename"), label="x" * 41)
    assert answer.status_code == 422
    assert answer.text.count("Name must have 40 characters or fewer") == 2
    assert "x" * 41 in answer.text
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


@pytest.mark.parametrize("page", ["/dashboard/", "/dashboard/cards/{card}"])
@pytest.mark.parametrize("revives", [True, False])
def test_an_ended_card_is_renewed_where_its_carrier_takes_it_back(shop: Shop, page: str, revives: bool) -> None:
    house = shop.app.extensions["tmcard"]
    carriers = {shop.card.carrier: FakeCarrier(renews_expired=revives)}
    shop.app.extensions["tmcard"] = replace(house, gateways=replace(house.gateways, carriers=carriers))
    with write(shop.session, "ended"):
        cards.put(shop.session, shop.card.id, ends_at=rows.NOW - timedelta(hours=1))
    shown = shop.browser(shop.owner).get(page.format(card=shop.card.ref)).text
    assert (f'href="/plans/cards/{shop.card.ref}"' in shown) is revives
