"""A link that splits a price (issue 5.3): each guest is asked for a share, and sees how it stands."""

from datetime import timedelta
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.guest_links import made, opened, pay
from tests.web.shop import Shop
from tmcard.domain.money import Money
from tmcard.store import plans
from tmcard.store.models import Link, Order
from tmcard.store.transactions import release

_forms = count(1)


def _shared(shop: Shop, shares: int) -> Link:
    offer = plans.offer(shop.plan, Money(shop.plan.prices[0].amount_minor, "USD"))
    return made(shop.session, shop.card, skus=[shop.plan.sku], uses=shares, split=offer)


def _pay(shop: Shop, client: FlaskClient, link: Link, minor: int) -> TestResponse:
    return pay(shop, client, link, plan=f"{shop.plan.sku}|USD|{minor}", form_token=f"form-{next(_forms)}")


def _orders(shop: Shop) -> list[Order]:
    found = shop.session.query(Order).order_by(Order.id).all()
    release(shop.session)
    return found


def test_the_page_names_the_share_and_by_when_all_must_have_paid(shop: Shop) -> None:
    link = _shared(shop, 3)
    page = opened(shop, link).get(f"/guest/{link.ref}").text
    assert "shared between 3. 0 have paid" in page
    assert "Agree and pay US$3.00" in page


def test_each_browser_is_quoted_a_share_of_its_own(shop: Shop) -> None:
    link = _shared(shop, 2)
    answers = [_pay(shop, opened(shop, link), link, 450) for _ in range(2)]
    assert ["CHECKOUT" in answer.location for answer in answers] == [True, True]
    assert [(order.share_number, order.amount_minor) for order in _orders(shop)] == [(1, 450), (2, 450)]


def test_the_whole_price_is_not_what_is_asked_for(shop: Shop) -> None:
    link = _shared(shop, 2)
    answer = _pay(shop, opened(shop, link), link, 900)
    assert (answer.status_code, shop.count("orders")) == (409, 0)


def test_a_share_that_waits_says_so_on_its_page(shop: Shop) -> None:
    link, client = _shared(shop, 2), shop.browser()
    opened(shop, link, client)
    _pay(shop, client, link, 450)
    order = _orders(shop)[0]
    shop.gateway.approve(shop.attempts(order)[0].checkout_id or "")
    client.get(f"/checkout/{order.ref}/return?token={shop.attempts(order)[0].checkout_id}")
    page = client.get(f"/checkout/{order.ref}").text
    assert "Your share has arrived" in page
    assert "1 of 2 have paid." in page


def test_after_the_deadline_it_opens_nothing(shop: Shop) -> None:
    link = _shared(shop, 2)
    client = opened(shop, link)
    shop.at += timedelta(days=8)
    assert client.get(f"/guest/{link.ref}").status_code == 410
