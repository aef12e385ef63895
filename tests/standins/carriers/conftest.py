"""A carriers' stand-in per test, with a clock that stands still, reached through real HTTP where that matters."""

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
ICCID, NUMBER, PLAN = "89852000000000000011", "26110100000001", "TOPUP_CN_1_7"
GIGABYTE = 1024**3
Open = Callable[..., dict[str, Any]]
Control = Callable[..., Any]


def profile(**changes: Any) -> dict[str, Any]:
    return {
        "iccid": ICCID,
        "esimTranNo": NUMBER,
        "total_bytes": 3 * GIGABYTE,
        "used_bytes": GIGABYTE,
        "activated_at": "2026-10-25T12:00:00Z",
        "expires_at": "2026-11-11T12:00:00Z",
        "daily_bytes": GIGABYTE // 4,
    } | changes


def top_up(**changes: Any) -> dict[str, Any]:
    return {"esimTranNo": NUMBER, "packageCode": PLAN, "transactionId": "tm-1"} | changes


@pytest.fixture
def app(tmp_path: Path) -> flask.Flask:
    return build(tmp_path)


def build(folder: Path, **changes: Any) -> flask.Flask:
    usual: dict[str, Any] = {
        "access_code": "secret",
        "webhook_url": "",
        "hang_seconds": 0.01,
        "slow_seconds": 0.01,
    }
    return create_app(state_path=folder / "carriers.sqlite3", clock=lambda: NOW, **(usual | changes))


@pytest.fixture
def control(app: flask.Flask) -> Control:
    return controls(app)


def controls(app: flask.Flask) -> Control:
    def ask(path: str, body: Any = None, method: str = "POST") -> Any:
        return app.test_client().open(f"/_standin/{path}", method=method, json=body).get_json()

    return ask


@pytest.fixture
def vendor(app: flask.Flask) -> Open:
    return calls(app)


def calls(app: flask.Flask) -> Open:
    def ask(path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        sent = {"RT-AccessCode": "secret"} | headers
        answer = app.test_client().post(f"/api/v1/open/{path}", json=body, headers=sent).get_json()
        assert set(answer) == {"success", "errorCode", "errorMsg", "obj"}
        return dict(answer)

    return ask


@pytest.fixture
def loaded(control: Control) -> Control:
    load(control)
    return control


def load(control: Control, **changes: Any) -> None:
    plan = {"packageCode": PLAN, "slug": "CN_1_7", "price": 18000, "volume": GIGABYTE, "duration": 7}
    control("packages", [plan])
    control("profiles", [profile(**changes)])


def ledger(control: Control) -> dict[str, Any]:
    return dict(control("ledger", method="GET"))


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
