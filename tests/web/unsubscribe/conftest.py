"""Somebody who was written to, and the links in their mails."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.rows import NOW
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.domain.preferences import Preferences
from tmcard.services import confirming, linking, unsubscribing
from tmcard.store import links, owners, preferences
from tmcard.store.transactions import release, write

ADDRESS = "anna@example.com"


@dataclass
class Reader:
    """The owner, in a browser that is not signed in."""

    shop: Shop
    browser: FlaskClient
    token: str

    def get(self, rest: str = "") -> TestResponse:
        """Open the page behind the link."""
        return self.browser.get(f"/u/{self.token}{rest}")

    def press(self, rest: str = "", **fields: str) -> TestResponse:
        """Press a button there."""
        return self.browser.post(f"/u/{self.token}{rest}", data=fields)

    @property
    def wishes(self) -> Preferences:
        """What is chosen now."""
        session = self.shop.session
        owner = owners.by_id(session, self.shop.owner.id)
        assert owner is not None
        found = preferences.of_owner(session, owner)
        release(session)
        return found

    def proof(self) -> str:
        """The token of a fresh link that proves the address."""
        session, owner = self.shop.session, self.shop.owner
        with write(session, "asked"):
            confirming.ask(session, owner, ADDRESS, self.shop.at)
        made = links.of_owner(session, owner.id, Purpose.EMAIL)[0]
        release(session)
        return linking.token_of((self.shop.app.config["SECRET_KEY"],), made)


@pytest.fixture
def reader(shop: Shop) -> Reader:
    """With the link that stands in all of their mails."""
    with write(shop.session, "link"):
        owners.put(shop.session, shop.owner.id, email=ADDRESS)
        made = unsubscribing.ensure_link(shop.session, shop.owner.id, "en", NOW)
    return Reader(shop, shop.browser(), linking.token_of((shop.app.config["SECRET_KEY"],), made))
