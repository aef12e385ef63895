"""The picker: what each plan costs and does to this very card."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests import rows
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.store.models import Card


def picker(card: Card) -> str:
    """The address of a card's picker."""
    return f"/plans/cards/{card.ref}"


def test_each_plan_shows_price_data_days_daily_price_and_the_new_end(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(picker(shop.card)).text
    for shown in ("US$9.00", "5\N{NO-BREAK SPACE}GB", "30 days", "US$0.30 a day", "30 December 2026, 23:59 (Beijing"):
        assert shown in page


def test_the_same_in_chinese(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    page = shop.browser(reader).get(picker(rows.card(shop.session, reader))).text
    assert "亚洲 5 GB" in page
    assert "US$9.00" in page
    assert "2026年12月30日 23:59" in page


def test_plans_are_grouped_by_period(shop: Shop, owner: FlaskClient) -> None:
    rows.plan(shop.session, 100, period_unit="day", name_en="One day")
    rows.plan(shop.session, 9000, period_unit="year", name_en="One year")
    page = owner.get(picker(shop.card)).text
    assert page.index("Day plans") < page.index("One day") < page.index("Month plans")
    assert page.index("Asia 5 GB") < page.index("Year plans") < page.index("One year")


def test_a_card_that_never_connected_gets_days_from_its_first_connection(shop: Shop, owner: FlaskClient) -> None:
    fresh = rows.card(shop.session, shop.owner, ends_at=None, used_bytes=0)
    assert "Begins at the first connection" in owner.get(picker(fresh)).text


def test_the_present_plan_is_chosen_beforehand(shop: Shop, owner: FlaskClient) -> None:
    card = rows.card(shop.session, shop.owner, plan_id=shop.plan.id)
    page = owner.get(picker(card)).text
    assert "Your plan now" in page
    assert " checked" in page


def test_nothing_is_chosen_beforehand_when_the_present_plan_is_gone(shop: Shop, owner: FlaskClient) -> None:
    old = rows.plan(shop.session, sold_until=shop.at - timedelta(days=1))
    page = owner.get(picker(rows.card(shop.session, shop.owner, plan_id=old.id))).text
    assert old.sku not in page
    assert " checked" not in page


def test_no_plan_on_sale_is_said(shop: Shop, owner: FlaskClient) -> None:
    other = rows.card(shop.session, shop.owner, carrier="airalo")
    assert "No plan on sale" in owner.get(picker(other)).text


def test_an_expired_card_gets_a_reason_and_no_plans(shop: Shop, owner: FlaskClient) -> None:
    gone = rows.card(shop.session, shop.owner, ends_at=shop.at - timedelta(days=1))
    page = owner.get(picker(gone)).text
    assert "This card has expired" in page
    assert "21 November 2026" in page
    assert "US$9.00" not in page


def test_a_card_the_carrier_forgot_gets_a_reason(shop: Shop, owner: FlaskClient) -> None:
    gone = rows.card(shop.session, shop.owner, is_gone=True)
    assert "no longer knows this card" in owner.get(picker(gone)).text


def test_a_renewal_under_way_is_linked(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("crediting")
    page = owner.get(picker(shop.card)).text
    assert "under way" in page
    assert f"/checkout/{order.ref}" in page


def test_strangers_find_no_such_card(shop: Shop, stranger: FlaskClient) -> None:
    assert stranger.get(picker(shop.card)).status_code == 404


def test_signed_out_readers_sign_in_first(shop: Shop) -> None:
    answer = shop.browser().get(picker(shop.card))
    assert answer.status_code == 303
    assert "/auth/sign-in?next=%2Fplans%2Fcards%2F" in answer.location


def test_a_signed_out_fragment_is_sent_to_sign_in(shop: Shop) -> None:
    answer = shop.browser().get(picker(shop.card), headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/auth/sign-in")


def test_nobody_keeps_the_page(shop: Shop, owner: FlaskClient) -> None:
    assert owner.get(picker(shop.card)).headers["Cache-Control"] == "no-store"


def test_an_ended_card_is_offered_plans_where_its_carrier_takes_it_back(shop: Shop, owner: FlaskClient) -> None:
    rows.plan(shop.session, 700, carrier="airalo", name_en="Japan 3 GB")
    ended = rows.card(shop.session, shop.owner, carrier="airalo", ends_at=shop.at - timedelta(days=1))
    page = owner.get(picker(ended)).text
    for shown in ("Ended on", "A new plan starts as soon as it is loaded", "Japan 3 GB", "22 December 2026, 14:05"):
        assert shown in page


def test_a_reader_elsewhere_sees_beijing_time_as_well(shop: Shop) -> None:
    reader = rows.owner(shop.session, zone="Europe/London")
    page = shop.browser(reader).get(picker(rows.card(shop.session, reader))).text
    assert "30 December 2026, 15:59 (London time)" in page
    assert "30 Dec 2026, 23:59 (Beijing time)" in page
