"""The site over gateways in memory: one owner with a card, a plan on sale, and browsers to visit with."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import rows
from tests.fakes import FakePayments, RecordingWake
from tests.web.browsers import HTMX, Visitor
from tests.web.inspect_page import check_partial
from tmcard.store import orders, payments
from tmcard.store.models import Card, Order, Owner, Payment, Plan
from tmcard.store.transactions import release
from tmcard.web.clock import CLOCK
from tmcard.web.database import db

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Shop:
    """Everything a test of picking and paying needs. `at` is the time on the site's clock."""

    app: Flask
    session: Session
    owner: Owner
    card: Card
    plan: Plan
    at: datetime = rows.NOW
    gateway: FakePayments = field(default_factory=FakePayments)
    wake: RecordingWake = field(default_factory=RecordingWake)

    def browser(self, owner: Owner | None = None) -> FlaskClient:
        """A browser in which `owner` is signed in, or nobody."""
        client = Visitor(self.app, self.app.response_class)
        if owner is not None:
            rows.sign_in(client, self.session, owner, self.at)
        return client

    def post(self, client: FlaskClient, path: str, **fields: Any) -> TestResponse:
        """Send a form with the token of the page it is on."""
        found = TOKEN.search(client.get("/help").text)
        return client.post(path, data={"csrf_token": found.group(1) if found else "", **fields})

    def partial(self, client: FlaskClient, path: str, **headers: str) -> TestResponse:
        """Ask as htmx does, and inspect the fragment."""
        answer = client.get(path, headers={**HTMX, **headers})
        if answer.status_code == 200 and answer.text:
            check_partial(answer.text, path)
        return answer

    def order(self, status: str = "open", **values: Any) -> Order:
        """A renewal of the card by the plan."""
        return rows.order(self.session, self.card, self.plan, status, **values)

    def stored(self, ref: str) -> Order:
        """The order as it is now."""
        order = orders.by_ref(self.session, ref)
        release(self.session)
        if order is None:
            raise LookupError(ref)
        return order

    def attempts(self, order: Order) -> list[Payment]:
        """The payments of the order as they are now."""
        found = payments.of_order(self.session, order.id)
        release(self.session)
        return found

    def count(self, table: str) -> int:
        """How many rows there are."""
        number = self.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - ours
        release(self.session)
        return int(number)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


@contextmanager
def opened(app: Flask, **owner: Any) -> Iterator[Shop]:
    """A shop whose owner reads English. The session is outside any application context: each request has its own."""
    with Session(_engine(app), expire_on_commit=False) as session:
        somebody = rows.owner(session, **owner)
        shop = Shop(app, session, somebody, rows.card(session, somebody), rows.plan(session))
        app.extensions[CLOCK] = lambda: shop.at
        house = app.extensions["tmcard"]
        gateways = replace(house.gateways, payments=shop.gateway, wake=shop.wake)
        app.extensions["tmcard"] = replace(house, gateways=gateways)
        yield shop


def _engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine
