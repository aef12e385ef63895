"""The stage: a forking process over a real database, with the stand-ins beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import create_database
from tests.faults.story import Stage, stage_in
from tests.world import world


@pytest.fixture(scope="package")
def sqlite_stage(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stage]:
    """Kills over SQLite."""
    with world(tmp_path_factory.mktemp("faults"), sqlite_template) as everything, stage_in(everything) as stage:
        yield stage


@pytest.fixture(scope="package")
def postgres_stage(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[Stage]:
    """Kills over PostgreSQL."""
    folder = tmp_path_factory.mktemp("faults-pg")
    create_database(postgres_server, "faults", template="template")
    url = postgres_server.format(name="faults")
    with world(folder, folder, database_url=url) as everything, stage_in(everything) as stage:
        yield stage


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each database in turn."""
    found: Stage = request.getfixturevalue("sqlite_stage" if request.param == "sqlite" else "postgres_stage")
    return found
