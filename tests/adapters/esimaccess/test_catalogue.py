"""What eSIM Access lists, against a scripted one and as its documentation shows it."""

from typing import Any

import pytest

from tests.adapters.vendor import Reply, Vendor
from tmcard.adapters.esimaccess import EsimAccessCatalogue
from tmcard.adapters.esimaccess.catalogue import listed
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_GB, Allowance
from tmcard.domain.ports import Unknown

LIST = "POST /api/v1/open/package/list"
PACKAGE: dict[str, Any] = {
    "packageCode": "TOPUP_CKH491",
    "slug": "NA-3_1_7",
    "name": "North America 1GB 7Days",
    "price": 57_000,
    "currencyCode": "USD",
    "volume": BYTES_PER_GB,
    "dataType": 1,
    "duration": 7,
    "durationUnit": "DAY",
    "location": "MX, us,CA,Nowhere",
    "supportTopUpType": 2,
    "locationNetworkList": [
        {
            "locationName": "United States",
            "locationLogo": "/img/flags/us.png",
            "operatorList": [{"operatorName": "Verizon", "networkType": "5G"}, {"operatorName": "T-Mobile"}],
        },
        {"locationCode": "MX", "locationLogo": "", "operatorList": None},
        {"locationName": "Somewhere", "operatorList": [{"operatorName": "X"}]},
    ],
}


def answer(*packages: Any) -> Reply:
    return Reply(200, {"success": True, "errorCode": None, "errorMsg": None, "obj": {"packageList": list(packages)}})


def test_a_package_goes_by_its_code_and_by_its_slug() -> None:
    found = listed(PACKAGE)
    assert (found.codes, found.cost_micros, found.days) == (("TOPUP_CKH491", "NA-3_1_7"), 5_700_000, 7)


def test_networks_belong_to_the_country_of_their_flag() -> None:
    expected = (Place("CA"), Place("MX"), Place("US", ("Verizon 5G", "T-Mobile")))
    assert listed(PACKAGE).places == expected


@pytest.mark.parametrize(
    ("kind", "allowance", "data_bytes"),
    [
        (1, Allowance.PERIOD, BYTES_PER_GB),
        (2, Allowance.DAY, BYTES_PER_GB),
        (3, Allowance.DAY, BYTES_PER_GB),
        (4, Allowance.DAY, None),
    ],
)
def test_data_is_measured_out_in_all_or_by_the_day(kind: int, allowance: Allowance, data_bytes: int | None) -> None:
    found = listed({**PACKAGE, "dataType": kind})
    assert (found.allowance, found.data_bytes) == (allowance, data_bytes)


def test_one_call_asks_for_everything_that_cards_can_be_loaded_with(vendor: Vendor) -> None:
    vendor.on(LIST, answer(PACKAGE, {**PACKAGE, "packageCode": "TOPUP_NO", "supportTopUpType": 1}))
    found = EsimAccessCatalogue(vendor.base_url, "code").top_ups()
    assert [each.codes[0] for each in found] == ["TOPUP_CKH491"]
    assert [seen.json for seen in vendor.calls(LIST)] == [{"type": "TOPUP"}]


@pytest.mark.parametrize("field", ["packageCode", "volume", "duration", "price", "currencyCode", "dataType"])
def test_an_entry_that_cannot_be_read_takes_no_other_along(vendor: Vendor, field: str) -> None:
    vendor.on(LIST, answer({**PACKAGE, field: None}, {**PACKAGE, "packageCode": "TOPUP_2"}))
    found = EsimAccessCatalogue(vendor.base_url, "code").top_ups()
    assert [each.codes[0] for each in found] == ["TOPUP_2"]


def test_a_list_that_is_none_is_unknown(vendor: Vendor) -> None:
    vendor.on(LIST, Reply(200, {"success": True, "errorCode": None, "obj": {}}))
    with pytest.raises(Unknown, match="unreadable"):
        EsimAccessCatalogue(vendor.base_url, "code").top_ups()


def test_a_list_of_many_megabytes_is_read(vendor: Vendor) -> None:
    vendor.on(LIST, answer({**PACKAGE, "description": "x" * 3_000_000}))
    assert len(EsimAccessCatalogue(vendor.base_url, "code").top_ups()) == 1
