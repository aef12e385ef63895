"""A shop with two people in it: the owner of a card, and somebody else who is signed in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.fakes import FakeCarrier
from tests.web.conftest import https_app, owner, stranger, visitor
from tests.web.shop import Shop, opened
from tests.web.visits import visit

__all__ = ["https_app", "owner", "stranger", "visit", "visitor"]


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """Over gateways in memory."""
    with opened(app) as shop:
        house = app.extensions["tmcard"]
        gateways = replace(house.gateways, carriers={"esimaccess": FakeCarrier()})
        app.extensions["tmcard"] = replace(house, gateways=gateways)
        yield shop
