"""Every fact is asked of every carrier."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins import carriers
from standins.servers import served
from standins.settings import HOST
from tests.contract.carriers import ACCESS_CODE, CLIENT_ID, CLIENT_SECRET, DIALECTS, NOW, Room


@pytest.fixture(params=list(DIALECTS))
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    """A carrier that knows one card with 2 of 3 GB left until 1 December, and one plan."""
    app = carriers.create_app(
        state_path=tmp_path / "carriers.sqlite3",
        access_code=ACCESS_CODE,
        webhook_url="",
        clock=lambda: NOW,
        hang_seconds=1.0,
        slow_seconds=0.2,
        airalo_client_id=CLIENT_ID,
        airalo_client_secret=CLIENT_SECRET,
    )
    dialect = DIALECTS[str(request.param)]
    with served(app, 0) as port:
        base_url = f"http://{HOST}:{port}"
        room = Room(dialect, base_url, dialect.build(base_url))
        for path, body in dialect.load():
            room.control(path, body)
        yield room
