"""The receipt page: to be printed and kept."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop


def test_it_holds_what_was_paid_and_delivered(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("credited", stated_ends_at=rows.NOW + timedelta(days=38))
    rows.payment(shop.session, order, "captured")
    page = owner.get(f"/checkout/{order.ref}/receipt").text
    for shown in (order.ref, "22 November 2026, 14:05 (Beijing time)", "US$9.00", "PayPal", "30 December 2026, 14:05"):
        assert shown in page
    assert shop.card.iccid not in page


def test_it_holds_what_was_given_back_and_why(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("refunded", failure="plan_gone")
    rows.refund(shop.session, rows.payment(shop.session, order, "refunded"))
    page = owner.get(f"/checkout/{order.ref}/receipt").text
    assert "Given back" in page
    assert "does not offer this plan any more" in page


@pytest.mark.parametrize("status", ["open", "paid", "crediting", "refunding", "expired"])
def test_there_is_none_before_the_end(shop: Shop, owner: FlaskClient, status: str) -> None:
    order = shop.order(status)
    assert owner.get(f"/checkout/{order.ref}/receipt").location == f"/checkout/{order.ref}"
