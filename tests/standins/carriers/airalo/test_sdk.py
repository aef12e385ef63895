"""The official Python client of this API works against the stand-in unchanged but for the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.standins.carriers.airalo.conftest import ICCID, PACKAGE
from tests.standins.carriers.conftest import serve

if TYPE_CHECKING:
    from tests.standins.carriers.airalo.conftest import AiraloRoom

airalo = pytest.importorskip("airalo", reason="the official client (airalo-sdk) is not installed")


@pytest.fixture
def client(room: AiraloRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The client, pointed at the stand-in, with a cache of its own."""
    with serve(room.app) as base:
        monkeypatch.setattr("airalo.constants.api_constants.ApiConstants.PRODUCTION_URL", f"{base}/v2/")
        monkeypatch.setattr("airalo.helpers.cached.Cached.get", lambda work, name, ttl=0: work())
        yield airalo.Airalo({"client_id": "client", "client_secret": "secret"})


@pytest.mark.parametrize("description", ["tm-ABC-1", "with / and ü and 中文"])
def test_it_tops_up_and_its_signature_is_taken(room: AiraloRoom, client: Any, description: str) -> None:
    order = client.topup(PACKAGE["id"], ICCID, description)["data"]
    assert (order["type"], order["description"], room.top_ups) == ("topup", description, 1)


def test_it_reads_a_card(client: Any) -> None:
    assert client.sim_usage(ICCID)["data"]["total"] == 3072
    assert [one["package"]["type"] for one in client.get_sim_package_history(ICCID)["data"]] == ["sim"]
    assert [one["id"] for one in client.get_sim_topups(ICCID)["data"]] == [PACKAGE["id"]]


def test_it_reads_the_catalogue(client: Any) -> None:
    found = client.get_all_packages(flat=True)["data"]
    assert [(one["package_id"], one["amount"], one["net_price"]) for one in found] == [(PACKAGE["id"], 1024, 3.6)]
