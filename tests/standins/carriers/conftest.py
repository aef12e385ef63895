"""A carriers' stand-in per test, over a clock that stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask
import pytest
from werkzeug.serving import make_server

from standins.carriers import create_app

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
GIGABYTE = 1024**3
PLAN = {"packageCode": "TOPUP_CN_1_7", "slug": "CN_1_7", "price": 18000, "volume": GIGABYTE, "duration": 7}
PROFILE = {
    "iccid": "89852000000000000011",
    "esimTranNo": "26110100000001",
    "total_bytes": 3 * GIGABYTE,
    "used_bytes": GIGABYTE,
    "activated_at": "2026-10-25T12:00:00Z",
    "expires_at": "2026-11-11T12:00:00Z",
    "daily_bytes": GIGABYTE // 4,
}


class Room:
    """The stand-in as its two callers see it: our adapter, and a developer or a test."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        usual: dict[str, Any] = {
            "access_code": "secret",
            "webhook_url": "",
            "hang_seconds": 0.0,
            "slow_seconds": 0.0,
        }
        self.folder = folder
        self.app = create_app(state_path=folder / "carriers.sqlite3", clock=lambda: NOW, **(usual | changes))
        self.client = self.app.test_client()

    def again(self, **changes: Any) -> Room:
        return Room(self.folder, **changes)

    def load(self, **changes: Any) -> None:
        self.control("packages", [PLAN])
        self.control("profiles", [PROFILE | changes])

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return self.client.open(f"/_standin/{path}", method=method, json=body).get_json()

    def ledger(self) -> dict[str, Any]:
        return dict(self.control("ledger", method="GET"))

    def vendor(self, path: str, body: Any = None, access_code: str = "secret") -> dict[str, Any]:
        answer = self.app.test_client().post(f"/api/v1/open/{path}", json=body, headers={"RT-AccessCode": access_code})
        return dict(answer.get_json())

    def top_up(self, **changes: Any) -> dict[str, Any]:
        asked = {
            "esimTranNo": PROFILE["esimTranNo"],
            "packageCode": PLAN["packageCode"],
            "transactionId": "tm-1",
        }
        return self.vendor("esim/topup", asked | changes)

    def card(self) -> dict[str, Any]:
        return dict(self.vendor("esim/query", {"iccid": PROFILE["iccid"]})["obj"]["esimList"][0])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    empty = Room(tmp_path)
    empty.load()
    return empty


@contextmanager
def serve(app: Callable[..., Any]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with serve(room.app) as base:
        yield base


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook receiver: its address and what it got; it answers 500 to anything that says `Refuse`."""
    app = flask.Flask(__name__)
    got: list[dict[str, Any]] = []

    @app.post("/hook")
    def hook() -> tuple[str, int]:
        got.append(flask.request.get_json())
        return "", 500 if "Refuse" in flask.request.get_data(as_text=True) else 200

    with serve(app) as base:
        yield f"{base}/hook", got
