"""Journeys run in a whole world: real HTTP to the site and to every stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.demo import seed
from tests.world import World, world


@pytest.fixture(scope="package")
def small_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world with the demo data, shared by all journeys: each takes owners and cards of its own."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as everything:
        with everything.app.app_context():
            seed(everything.app)
        yield everything
