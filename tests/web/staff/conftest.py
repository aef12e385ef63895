"""A desk at the shop: somebody of the staff, signed in on a browser of their own."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows, staff_room
from tests.fake_carriers import FakeCarrier
from tests.fakes import FakeDisputes
from tests.staff_room import Colleague
from tests.web.browsers import CHINESE
from tests.web.shop import TOKEN, Shop
from tests.web.visits import visit
from tmcard.domain.ports import Checkout, CheckoutStatus
from tmcard.domain.states import Act
from tmcard.store import disputes, orders
from tmcard.store.models import Order, OrderEvent, Payment
from tmcard.store.transactions import release, write

__all__ = ["visit"]


@dataclass
class Desk:
    """The shop as the staff see it."""

    shop: Shop
    colleague: Colleague
    browser: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.browser.get(path, **options)

    def chinese(self, path: str) -> str:
        """The page as a Chinese reader sees it."""
        return self.browser.get(path, headers=CHINESE).text

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form with a good token."""
        found = TOKEN.search(self.browser.get("/help").text)
        return self.browser.post(path, data={"csrf_token": found.group(1) if found else "", **fields})

    def taken(self, status: str = "credited", **values: Any) -> tuple[Order, Payment]:
        """A renewal whose money PayPal took."""
        order = self.shop.order(status, **values)
        return order, rows.payment(self.shop.session, order, "captured")

    def approved(self, payment: Payment) -> None:
        """The payer has agreed at PayPal."""
        facts = (payment.amount, payment.ref, payment.invoice_id)
        checkout = Checkout(payment.checkout_id or "", CheckoutStatus.APPROVED, *facts)
        self.shop.gateway.checkouts[checkout.id] = checkout

    def disputed(self, payment: Payment) -> None:
        """The payer has complained at PayPal."""
        with write(self.shop.session, "disputed"):
            disputes.report(self.shop.session, "PP-R-ABC-10102961", payment, Act("webhook", self.shop.at))

    def journal(self, order: Order) -> list[OrderEvent]:
        """The order's story."""
        lines = orders.journal(self.shop.session, order.id)
        release(self.shop.session)
        return lines


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """Ready for work, over gateways in memory."""
    house = shop.app.extensions["tmcard"]
    ways = replace(house.gateways, disputes=FakeDisputes(), carriers={"esimaccess": FakeCarrier()})
    shop.app.extensions["tmcard"] = replace(house, gateways=ways)
    colleague, browser = staff_room.enrolled(shop.session), shop.browser()
    staff_room.sign_in(browser, shop.session, colleague, shop.at)
    return Desk(shop, colleague, browser)
