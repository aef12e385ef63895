"""Ways to ask the site for a page: in a language, by htmx, over https; every page that comes back is inspected."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.inspect_page import check
from tmcard import create_app
from tmcard.config import Config

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


class Visitor(FlaskClient):
    """A test client that inspects each whole page it is given."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch, and fail on a page that is not sound. Files are read and closed at once."""
        response = super().open(*args, **{"buffered": True, **kwargs})
        if response.mimetype == "text/html" and response.get_data(as_text=True).startswith("<!doctype"):
            check(response.get_data(as_text=True), response.request.path)
        return response


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
