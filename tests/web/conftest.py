"""Who asks the site for a page; every page that comes back is inspected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import rows
from tests.web.browsers import Visitor
from tests.web.shop import Shop, opened
from tmcard import create_app
from tmcard.config import Config


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody at the start of a visit, with a browser that has no scripts."""
    app.test_client_class = Visitor
    return app.test_client()


@pytest.fixture
def https_app(config: Config) -> Iterator[Flask]:
    """The application as it runs behind one proxy that ends TLS."""
    app = create_app(replace(config, base_url="https://localhost", trusted_proxies=1))
    yield app
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """The shop over gateways in memory, open at the instant at which tests happen."""
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
