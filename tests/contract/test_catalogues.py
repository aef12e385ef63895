"""What every carrier's list says of what it sells, however it says it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.contract.carriers import ACCESS_CODE, CLIENT_ID, CLIENT_SECRET, GB, TIMEOUT, Room, no_wait
from tmcard.adapters.airalo import AiraloCatalogue
from tmcard.adapters.esimaccess import EsimAccessCatalogue
from tmcard.domain.coverage import Place
from tmcard.domain.plans import Allowance, Starts
from tmcard.domain.ports import Busy, Catalogue, Listed, Unknown

EXPECTED = Listed(
    ("STANDIN",), "", 5 * GB, Allowance.PERIOD, 30, 7_200_000, "USD", (Place("JP", ("KDDI 5G", "SoftBank LTE/5G")),)
)


def catalogue_of(room: Room) -> Catalogue:
    """The carrier's list over the same stand-in."""
    manners: dict[str, Any] = {"timeout": TIMEOUT, "sleep": no_wait}
    if "airalo" in room.dialect.behaviour:
        return AiraloCatalogue(room.base_url, CLIENT_ID, CLIENT_SECRET, **manners)
    return EsimAccessCatalogue(room.base_url, ACCESS_CODE, **manners)


def operation(room: Room) -> str:
    """What the stand-in calls the list."""
    return "airalo_catalogue" if "airalo" in room.dialect.behaviour else "packages"


def sell(room: Room, **changes: Any) -> None:
    """Let the carrier sell the contract's plan in Japan, for US$7.20."""
    path, packages = room.dialect.load()[0]
    if path.startswith("airalo"):
        networks = {"JP": [{"name": "KDDI", "types": ["5G"]}, {"name": "SoftBank", "types": ["LTE", "5G"]}]}
        facts = {"net_price": 7.2, "networks": networks}
    else:
        operators = [("KDDI", "5G"), ("SoftBank", "LTE/5G")]
        lines = [{"operatorName": name, "networkType": kind} for name, kind in operators]
        place = {"locationName": "Japan", "locationLogo": "/img/flags/jp.png", "operatorList": lines}
        facts = {"price": 72_000, "location": "JP", "locationNetworkList": [place]}
    room.control(path, [{**packages[0], **facts, **changes}])


def listed(room: Room) -> Listed:
    """The contract's plan as the carrier lists it."""
    return next(each for each in catalogue_of(room).top_ups() if room.dialect.plan in each.codes)


def test_a_plan_is_listed_with_its_data_days_cost_and_networks_converted_exactly(room: Room) -> None:
    sell(room)
    assert replace(listed(room), codes=("STANDIN",), name="") == EXPECTED


def test_parts_of_a_cent_are_not_lost(room: Room) -> None:
    sell(room, **({"net_price": 7.2051} if operation(room).startswith("airalo") else {"price": 72_051}))
    assert listed(room).cost_micros == 7_205_100


def test_only_what_cards_can_be_loaded_with_is_listed(room: Room) -> None:
    path, packages = room.dialect.load()[0]
    base = {"packageCode": "AS_1", "id": "standin-30days-5gb"}
    room.control(path, [packages[0] | {name: base[name] for name in base if name in packages[0]}])
    assert all(set(each.codes).isdisjoint(base.values()) for each in catalogue_of(room).top_ups())


@pytest.mark.parametrize("kind", ["500_before", "reset", "malformed", "empty", "timeout_without_effect"])
def test_a_list_that_does_not_arrive_is_unknown_and_not_empty(room: Room, kind: str) -> None:
    room.control("faults", {"operation": operation(room), "nth": 1, "kind": kind})
    with pytest.raises(Unknown):
        catalogue_of(room).top_ups()


def test_too_many_calls_are_told_how_long_to_wait(room: Room) -> None:
    room.control("faults", {"operation": operation(room), "nth": 1, "kind": "429"})
    with pytest.raises(Busy) as caught:
        catalogue_of(room).top_ups()
    assert caught.value.retry_after_seconds == 1


def test_no_carrier_of_ours_starts_a_plan_at_the_purchase(room: Room) -> None:
    assert catalogue_of(room).starts == {Starts.INSTALLATION, Starts.FIRST_ATTACH}
