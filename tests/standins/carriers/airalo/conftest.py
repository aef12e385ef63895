"""The second dialect over a clock that stands still, as its two callers see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.standins.carriers.conftest import Room

ICCID = "8985200000000000001"
CREDENTIALS = {"client_id": "client", "client_secret": "secret", "grant_type": "client_credentials"}
PACKAGE = {"id": "standin-7days-1gb-topup", "amount": 1024, "day": 7, "price": 4.5}
SIM = {
    "iccid": ICCID,
    "total_mb": 3072,
    "used_mb": 1024,
    "total_days": 17,
    "activated_at": "2026-10-25T12:00:00Z",
    "expires_at": "2026-11-11T12:00:00Z",
    "daily_mb": 256,
}


class AiraloRoom(Room):
    """The stand-in with one card and one package."""

    def load_sim(self, **changes: Any) -> None:
        self.control("airalo/packages", [PACKAGE])
        self.control("airalo/sims", [SIM | changes])

    def again(self, **changes: Any) -> AiraloRoom:
        return AiraloRoom(self.folder, airalo_client_id="client", airalo_client_secret="secret", **changes)

    def token(self) -> str:
        return str(self.client.post("/v2/token", data=CREDENTIALS).get_json()["data"]["access_token"])

    def call(self, path: str, method: str = "GET", **kwargs: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token()}", **kwargs.pop("headers", {})}
        return self.client.open(f"/v2/{path}", method=method, headers=headers, **kwargs)

    def order(self, **changes: Any) -> TestResponse:
        asked = {"package_id": PACKAGE["id"], "iccid": ICCID, "description": "tm-ABC-1"}
        return self.call("orders/topups", "POST", json=asked | changes)

    def usage(self) -> dict[str, Any]:
        return dict(self.call(f"sims/{ICCID}/usage").get_json()["data"])

    def advance(self, **units: int) -> None:
        seconds = units.get("days", 0) * 86400 + units.get("minutes", 0) * 60
        self.control("clock", {"advance_seconds": seconds, "wait": True})

    @property
    def top_ups(self) -> int:
        return len([one for one in self.ledger()["airalo"]["orders"] if one["type"] == "topup"])


@pytest.fixture
def room(tmp_path: Path) -> AiraloRoom:
    found = AiraloRoom(tmp_path).again()
    found.load_sim()
    return found
