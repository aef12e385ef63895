"""Quotes that hold no more, and what one presses then."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop
from tmcard.store.models import Order, Plan
from tmcard.store.transactions import write


def pay(shop: Shop, client: FlaskClient, order: Order, **typed: Any) -> TestResponse:
    """Press the button of the review, agreed and with an address typed."""
    fields = {"terms": "y", "email": "li@example.com", **typed}
    return shop.post(client, f"/checkout/{order.ref}/pay", **{k: v for k, v in fields.items() if v is not None})


def run_out(shop: Shop, **values: Any) -> Order:
    """An order whose quote has ended."""
    return shop.order(created_at=shop.at - timedelta(minutes=20), **values)


def dearer(shop: Shop) -> None:
    """An import brings the plan at another price and under another name."""
    with write(shop.session, "dearer"):
        shop.session.execute(update(Plan).values(sold_until=shop.at))
    new: dict[str, Any] = {
        "sku": shop.plan.sku,
        "version": 2,
        "name_en": "Asia 5 GB plus",
        "name_zh": "亚洲 5 GB 加强版",
    }
    rows.plan(shop.session, 950, sold_from=shop.at, **new)
