"""The stage: a forking process over a real database, with the stand-ins beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.story import Stage, stage_in
from tests.world import world


@pytest.fixture(scope="package")
def sqlite_stage(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stage]:
    """Kills over SQLite."""
    with world(tmp_path_factory.mktemp("faults"), sqlite_template) as everything, stage_in(everything) as stage:
        yield stage


@pytest.fixture(scope="package")
def postgres_stage(tmp_path_factory: pytest.TempPathFactory, postgres_address: str) -> Iterator[Stage]:
    """Kills over PostgreSQL."""
    folder = tmp_path_factory.mktemp("faults-pg")
    with world(folder, folder, database_url=postgres_address) as everything, stage_in(everything) as stage:
        yield stage
