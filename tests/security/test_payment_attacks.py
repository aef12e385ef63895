"""Forged, replayed and altered input around paying: each is refused and changes nothing. One test for each attack.

A forged, altered or stale webhook is in tests/web/webhooks, an amount lowered at PayPal in tests/services/paying.
"""

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests import rows
from tests.security.ground import changed, fingerprint
from tests.services.test_hearing import SpokenHints
from tests.web.checkout.test_pay import pay
from tests.web.shop import Shop
from tmcard.domain.ports import PaymentHint
from tmcard.services import hearing
from tmcard.store.models import Order


def paid(shop: Shop, owner: FlaskClient) -> tuple[Order, str]:
    """A paid order, and the id of the checkout that paid it."""
    order = shop.order()
    pay(shop, owner, order)
    token = shop.attempts(order)[0].checkout_id or ""
    shop.gateway.approve(token)
    owner.get(f"/checkout/{order.ref}/return?token={token}")
    assert shop.stored(order.ref).status == "paid"
    return order, token


def test_a_captured_checkout_offered_to_a_new_order_pays_nothing(shop: Shop, owner: FlaskClient) -> None:
    _, token = paid(shop, owner)
    other = shop.order(card_id=rows.card(shop.session, shop.owner).id)
    before, calls = fingerprint(shop.session), list(shop.gateway.calls)
    owner.get(f"/checkout/{other.ref}/return?token={token}")
    shop.post(owner, f"/checkout/{other.ref}/attempts/{token}/settle")
    assert (changed(before, fingerprint(shop.session)), shop.gateway.calls) == (set(), calls)
    assert shop.stored(other.ref).status == "open"


def test_a_captured_checkout_offered_again_to_its_own_order_pays_once(shop: Shop, owner: FlaskClient) -> None:
    order, token = paid(shop, owner)
    before = fingerprint(shop.session)
    owner.get(f"/checkout/{order.ref}/return?token={token}")
    assert changed(before, fingerprint(shop.session)) == set()
    assert shop.gateway.calls.count("capture") == 1


def test_the_return_token_of_another_order_settles_neither(shop: Shop, owner: FlaskClient) -> None:
    mine, theirs = shop.order(), shop.order()
    pay(shop, owner, theirs)
    token = shop.attempts(theirs)[0].checkout_id or ""
    shop.gateway.approve(token)
    before = fingerprint(shop.session)
    owner.get(f"/checkout/{mine.ref}/return?token={token}")
    assert changed(before, fingerprint(shop.session)) == set()
    assert "capture" not in shop.gateway.calls


@pytest.mark.parametrize("door", ["return", "settle"])
def test_a_foreign_checkout_is_logged_once_and_not_named(shop: Shop, owner: FlaskClient, door: str) -> None:
    _, token = paid(shop, owner)
    mine = shop.order()
    with capture_logs() as lines:
        if door == "return":
            owner.get(f"/checkout/{mine.ref}/return?token={token}")
        else:
            shop.post(owner, f"/checkout/{mine.ref}/attempts/{token}/settle")
    (line,) = [each for each in lines if each["event"] == "foreign_checkout"]
    assert (line["order"], token in str(line)) == (mine.ref, False)


def test_another_owners_order_cannot_be_settled(shop: Shop, owner: FlaskClient, stranger: FlaskClient) -> None:
    order, token = paid(shop, owner)
    before = fingerprint(shop.session)
    assert shop.post(stranger, f"/checkout/{order.ref}/attempts/{token}/settle").status_code == 404
    assert changed(before, fingerprint(shop.session)) == set()


def test_a_webhook_of_another_order_moves_only_that_one(shop: Shop, owner: FlaskClient) -> None:
    """A genuine event says "completed" and names somebody else's payment: this one is not even looked at."""
    order = shop.order()
    pay(shop, owner, order)
    attempt = shop.attempts(order)[0]
    hint = PaymentHint("WH-1", "capture_completed", "CHECKOUT-ELSEWHERE", "REF-ELSEWHERE", "CAPTURE-ELSEWHERE")
    before = fingerprint(shop.session)
    assert hearing.hear_payment(shop.session, SpokenHints(hint), {}, b"", shop.at) is None
    assert changed(before, fingerprint(shop.session)) == {"inbox_events"}
    assert shop.attempts(order)[0].next_at == attempt.next_at


@pytest.mark.parametrize("name", ["amount", "amount_minor", "currency", "price", "value"])
def test_an_edited_amount_is_not_read(shop: Shop, owner: FlaskClient, name: str) -> None:
    order = shop.order()
    value = {"currency": "JPY"}.get(name, "1")
    shop.post(owner, f"/checkout/{order.ref}/pay", terms="y", email="a@b.example", **{name: value})
    asked = shop.gateway.requests[-1].amount
    assert (asked.amount_minor, asked.currency) == (order.amount_minor, order.currency)
