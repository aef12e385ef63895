"""The status page: one for every state, each honest about the money and what to do next."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.store.models import Order

NOT_TAKEN = "No money has been taken"
ONCE = "You have been charged once"
HANDS_OFF = "Do not pay again"
#: Order, payment, its failure -> what must be said, and what must be offered.
STATES = [
    ("open", "created", None, NOT_TAKEN, "Continue at PayPal"),
    ("open", "approved", "instrument_declined", NOT_TAKEN, "choose another card or account"),
    ("open", "capturing", None, HANDS_OFF, "being checked"),
    ("open", "pending", None, HANDS_OFF, "PayPal is still holding"),
    (
        "queued",
        "captured",
        None,
        ONCE,
        'on <time datetime="2026-11-30T15:29:00+00:00">30 November 2026, 23:29 (Beijing',
    ),
    ("paid", "captured", None, ONCE, "By 14:35 (Beijing time), or your money back."),
    ("crediting", "captured", None, ONCE, "You can close this page"),
    ("credited", "captured", None, ONCE, "Receipt"),
    ("open", "declined", "refused_for_good", NOT_TAKEN, "Try again"),
    ("open", "declined", "plan_withdrawn", NOT_TAKEN, "taken off sale"),
    ("open", "declined", "card_under_way", NOT_TAKEN, "Another renewal"),
    ("open", "expired", "not_approved", NOT_TAKEN, "Try again"),
    ("open", "refunding", None, "goes back to you", "Your card has not changed"),
    ("open", "refunded", None, "has gone back to you", "within a few days"),
    ("refunding", "refunding", None, "goes back to you", "nothing to do for you"),
    ("refunded", "refunded", None, "has gone back to you", "within a few days"),
    ("expired", "expired", None, NOT_TAKEN, "Choose a plan"),
    ("cancelled", "declined", None, NOT_TAKEN, "Choose a plan"),
]
WATCHED = [
    row[:2] for row in STATES if row[1] in ("created", "capturing", "pending") or row[0] in ("paid", "crediting")
]
UNSAFE_TO_PAY = [("open", "capturing"), ("open", "pending"), ("paid", "captured"), ("crediting", "captured")]


def made(shop: Shop, status: str, attempt: str, failure: str | None = None) -> Order:
    """An order with one payment, as they would stand in the database."""
    order = shop.order(status, stated_ends_at=rows.NOW + timedelta(days=38))
    paid = status not in ("open", "expired", "cancelled")
    rows.payment(shop.session, order, attempt, failure=failure, pays_order_id=order.id if paid else None)
    return order


@pytest.mark.parametrize(("status", "attempt", "failure", "money", "advice"), STATES)
def test_each_state_says_whether_money_moved_and_what_to_do(
    shop: Shop, owner: FlaskClient, status: str, attempt: str, failure: str | None, money: str, advice: str
) -> None:
    page = owner.get(f"/checkout/{made(shop, status, attempt, failure).ref}").text
    assert money in page
    assert advice in page


@pytest.mark.parametrize(("status", "attempt"), UNSAFE_TO_PAY)
def test_where_money_may_be_moving_nothing_offers_to_pay(
    shop: Shop, owner: FlaskClient, status: str, attempt: str
) -> None:
    page = owner.get(f"/checkout/{made(shop, status, attempt).ref}").text
    for offer in ("/pay", "/review", "Continue at PayPal", "Try again"):
        assert offer not in page


@pytest.mark.parametrize(("status", "attempt"), WATCHED)
def test_what_can_still_change_refreshes_itself(shop: Shop, owner: FlaskClient, status: str, attempt: str) -> None:
    order = made(shop, status, attempt)
    page = owner.get(f"/checkout/{order.ref}").text
    assert f'hx-get="/checkout/{order.ref}/status"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert page.index('aria-live="polite"') < page.index('id="status"')


@pytest.mark.parametrize(
    ("status", "attempt"), [("credited", "captured"), ("open", "declined"), ("refunded", "refunded")]
)
def test_what_has_ended_stops(shop: Shop, owner: FlaskClient, status: str, attempt: str) -> None:
    order = made(shop, status, attempt)
    assert "hx-get" not in shop.partial(owner, f"/checkout/{order.ref}/status").text
    assert "http-equiv" not in owner.get(f"/checkout/{order.ref}").text


def test_the_partial_has_the_name_of_its_endpoint(shop: Shop, owner: FlaskClient) -> None:
    answer = shop.partial(owner, f"/checkout/{made(shop, 'paid', 'captured').ref}/status")
    assert answer.text.lstrip().startswith('<div class="stack" id="status"')
    assert "HX-Request" in answer.headers["Vary"]


def test_an_unchanged_state_costs_nothing(shop: Shop, owner: FlaskClient) -> None:
    path = f"/checkout/{made(shop, 'paid', 'captured').ref}/status"
    tag = shop.partial(owner, path).headers["HX-PTag"]
    again = shop.partial(owner, path, **{"HX-PTag": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_first_poll_after_the_page_costs_nothing(shop: Shop, owner: FlaskClient) -> None:
    order = made(shop, "paid", "captured")
    tag = owner.get(f"/checkout/{order.ref}").text.partition('hx-ptag="')[2].partition('"')[0]
    assert shop.partial(owner, f"/checkout/{order.ref}/status", **{"HX-PTag": tag}).status_code == 304


def test_a_browser_that_opens_the_partial_gets_the_page(shop: Shop, owner: FlaskClient) -> None:
    order = made(shop, "paid", "captured")
    assert owner.get(f"/checkout/{order.ref}/status").location == f"/checkout/{order.ref}"


def test_a_signed_out_poll_is_sent_to_sign_in(shop: Shop) -> None:
    order = made(shop, "paid", "captured")
    answer = shop.browser().get(f"/checkout/{order.ref}/status", headers=HTMX)
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (401, True)


def test_a_stranger_polls_nothing(shop: Shop, stranger: FlaskClient) -> None:
    answer = stranger.get(f"/checkout/{made(shop, 'paid', 'captured').ref}/status", headers=HTMX)
    assert answer.status_code == 404


def test_after_two_minutes_it_says_so(shop: Shop, owner: FlaskClient) -> None:
    order = made(shop, "crediting", "captured")
    shop.later(minutes=3)
    page = owner.get(f"/checkout/{order.ref}").text
    assert "taking longer than usual" in page
    assert "there is no need to pay again" in page


def test_the_good_end_is_what_the_carrier_states(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(f"/checkout/{made(shop, 'credited', 'captured').ref}").text
    assert "30 December 2026, 14:05 (Beijing time)" in page
    assert f"/dashboard/cards/{shop.card.ref}" in page


def test_a_refund_says_why(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("refunded", failure="too_late")
    rows.refund(shop.session, rows.payment(shop.session, order, "refunded"))
    assert "within the time we promise" in owner.get(f"/checkout/{order.ref}").text


@pytest.mark.parametrize(("status", "attempt", "failure", "_money", "_advice"), STATES)
def test_every_state_can_be_read_in_chinese(
    shop: Shop, status: str, attempt: str, failure: str | None, _money: str, _advice: str
) -> None:
    reader = rows.owner(shop.session, locale="zh")
    shop.card = rows.card(shop.session, reader)
    order = made(shop, status, attempt, failure)
    assert 'lang="zh-Hans"' in shop.browser(reader).get(f"/checkout/{order.ref}").text


def test_looking_changes_nothing(shop: Shop, owner: FlaskClient) -> None:
    order = made(shop, "open", "created")
    owner.get(f"/checkout/{order.ref}")
    assert shop.gateway.calls == []
    assert shop.stored(order.ref).version == order.version
