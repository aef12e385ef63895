"""The dashboard over gateways in memory."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.fakes import FakeCarrier
from tests.web.shop import Shop, opened


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """An owner with one card, half used."""
    with opened(app) as shop:
        yield shop


@pytest.fixture
def carrier(shop: Shop) -> FakeCarrier:
    """The carrier that the site asks."""
    carrier, house = FakeCarrier(), shop.app.extensions["tmcard"]
    gateways = replace(house.gateways, carriers={"esimaccess": carrier})
    shop.app.extensions["tmcard"] = replace(house, gateways=gateways)
    return carrier
