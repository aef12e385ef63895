"""What a fresh quote says it changes, before it can be paid."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests import rows
from tests.web.checkout.stale import dearer, pay, run_out
from tests.web.shop import Shop
from tmcard.store import cards
from tmcard.store.transactions import write


def test_a_new_price_and_name_are_said_before_they_can_be_paid(shop: Shop, owner: FlaskClient) -> None:
    order = run_out(shop)
    dearer(shop)
    page = pay(shop, owner, order).text
    assert 'The price changed from <span class="money">US$9.00</span> to <span class="money">US$9.50</span>' in page
    assert "now called “Asia 5 GB plus”, no longer “Asia 5 GB”" in page
    assert "Pay US$9.50" in page
    assert shop.gateway.calls == []


def test_the_same_is_said_in_chinese(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    shop.card = rows.card(shop.session, reader)
    order = run_out(shop, after_ends_at=shop.at)
    dearer(shop)
    page = pay(shop, shop.browser(reader), order).text
    for shown in (
        "有以下变化",
        "价格由",
        "“亚洲 5 GB 加强版”",
        "新的到期时间由",
        "2026年12月30日 23:59",
        "支付 US$9.50",
    ):
        assert shown in page


def test_a_new_end_is_said_with_both(shop: Shop, owner: FlaskClient) -> None:
    page = pay(shop, owner, run_out(shop, after_ends_at=shop.at + timedelta(days=30))).text
    assert "The new end changed from 22 Dec 2026, 14:05 to 30 Dec 2026, 23:59" in page


def test_new_data_and_days_are_said(shop: Shop, owner: FlaskClient) -> None:
    page = pay(shop, owner, run_out(shop, data_bytes=2**30, period_count=2)).text
    assert "It brings 5\N{NO-BREAK SPACE}GB of data instead of 1\N{NO-BREAK SPACE}GB" in page
    assert "It runs for 30 days instead of 60 days" in page


def test_new_terms_are_agreed_to_anew(shop: Shop, owner: FlaskClient) -> None:
    page = pay(shop, owner, shop.order(terms_version="2020-01")).text
    assert "The terms changed" in page
    assert " checked" not in page


def test_a_card_that_was_renewed_in_another_tab_is_not_renewed_on_an_old_picture(
    shop: Shop, owner: FlaskClient
) -> None:
    order = shop.order()
    with write(shop.session, "renewed"):
        cards.put(shop.session, shop.card.id, ends_at=(shop.card.ends_at or shop.at) + timedelta(days=30))
    assert "This quote is out of date" in owner.get(f"/checkout/{order.ref}").text
    assert "The new end changed from 30 Dec 2026, 23:59 to 29 Jan 2027" in pay(shop, owner, order).text
