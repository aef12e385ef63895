"""The shop, open at the instant at which tests happen."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop, opened


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """Over gateways in memory."""
    with opened(app) as shop:
        yield shop


@pytest.fixture
def owner(shop: Shop) -> FlaskClient:
    """The browser of the card's owner."""
    return shop.browser(shop.owner)


@pytest.fixture
def stranger(shop: Shop) -> FlaskClient:
    """The browser of somebody else who is signed in."""
    return shop.browser(rows.owner(shop.session))
