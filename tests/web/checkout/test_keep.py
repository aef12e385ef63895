"""A guest keeps a payment in an account: theirs, once, and only what this browser may see."""

from flask.testing import FlaskClient

from tests import rows
from tests.guest_links import made, opened, pay
from tests.web.shop import Shop
from tmcard.store.models import Order
from tmcard.store.transactions import release


def _paid(shop: Shop) -> tuple[Order, FlaskClient]:
    link = made(shop.session, shop.card)
    browser = opened(shop, link)
    ref = pay(shop, browser, link, way="other").location.rpartition("/")[2]
    release(shop.session)
    return shop.stored(ref), browser


def test_a_guest_who_signs_in_keeps_the_payment(shop: Shop) -> None:
    order, browser = _paid(shop)
    payer = rows.owner(shop.session)
    rows.sign_in(browser, shop.session, payer, shop.at)
    assert shop.post(browser, f"/checkout/{order.ref}/keep").status_code == 303
    assert shop.stored(order.ref).payer_id == payer.id
    assert shop.browser(payer).get(f"/checkout/{order.ref}").status_code == 200


def test_nobody_else_can_take_it(shop: Shop) -> None:
    order, _browser = _paid(shop)
    stranger = shop.browser(rows.owner(shop.session))
    assert shop.post(stranger, f"/checkout/{order.ref}/keep").status_code == 404
    assert shop.post(shop.browser(shop.owner), f"/checkout/{order.ref}/keep").status_code == 404
    assert shop.stored(order.ref).payer_id is None


def test_signed_out_they_sign_in_first(shop: Shop) -> None:
    order, browser = _paid(shop)
    assert "/auth/sign-in" in shop.post(browser, f"/checkout/{order.ref}/keep").location
