"""A stand-in for each test, and a way to build others beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.standins.paypal.shop import Build, Shop, build_app


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Build stand-ins on one state file; all are closed at the end."""
    made: list[Flask] = []

    def make(**settings: Any) -> Shop:
        made.append(build_app(tmp_path, **settings))
        return Shop(made[-1]).sign_in()

    yield make
    for app in made:
        app.extensions["standin"]()


@pytest.fixture
def shop(build: Build) -> Shop:
    """A signed-in shop on a stand-in that sends no webhooks."""
    return build()
