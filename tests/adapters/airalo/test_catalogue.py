"""What Airalo lists, against a scripted one and as its documentation shows it."""

from typing import Any

import pytest

from tests.adapters.vendor import Reply, Vendor
from tmcard.adapters.airalo import AiraloCatalogue
from tmcard.adapters.airalo.catalogue import listed
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB
from tmcard.domain.ports import Unknown

PACKAGE: dict[str, Any] = {
    "id": "bonbon-30days-3gb-topup",
    "type": "topup",
    "price": 10,
    "net_price": 8.5,
    "amount": 3072,
    "day": 30,
    "is_unlimited": False,
    "title": "3 GB - 30 Days",
    "prices": {"net_price": {"AUD": 12.1, "USD": 8.05}},
}
COVERAGES = [{"name": "FR", "networks": [{"name": "Orange", "types": ["LTE", "5G"]}, {"name": "SFR", "types": None}]}]


def country(*packages: Any) -> dict[str, Any]:
    """A country with one operator, which also works in another."""
    places = [{"country_code": "FR"}, {"country_code": "MC"}, {"country_code": ""}]
    operator = {"title": "Bonbon", "countries": places, "coverages": COVERAGES, "packages": list(packages)}
    return {"slug": "france", "country_code": "FR", "operators": [operator]}


def page(number: int) -> str:
    return f"GET /v2/packages?include=topup&limit=1000&page={number}"


def answer(data: Any, last_page: object = 1) -> Reply:
    return Reply(200, {"data": data, "meta": {"message": "success", "last_page": last_page}})


@pytest.fixture
def catalogue(vendor: Vendor) -> AiraloCatalogue:
    vendor.on("POST /v2/token", Reply(200, {"data": {"access_token": "token", "expires_in": 86400}, "meta": {}}))
    return AiraloCatalogue(vendor.base_url, "client", "secret", sleep=lambda seconds: None)


def test_megabytes_and_decimals_become_bytes_and_millionths() -> None:
    found = listed(PACKAGE, ())
    assert (found.data_bytes, found.days, found.cost_micros, found.currency) == (3 * BYTES_PER_GB, 30, 8_050_000, "USD")


@pytest.mark.parametrize(
    ("price", "micros"), [(8.05, 8_050_000), (0.1 + 0.2, 300_001), (7, 7_000_000), (1.0000001, 1_000_001)]
)
def test_no_part_of_a_cost_is_dropped(price: float, micros: int) -> None:
    assert listed({**PACKAGE, "prices": None, "net_price": price}, ()).cost_micros == micros


def test_parts_of_a_megabyte_and_no_limit_at_all() -> None:
    assert listed({**PACKAGE, "amount": 0.5}, ()).data_bytes == BYTES_PER_MB // 2
    assert listed({**PACKAGE, "amount": 0, "is_unlimited": True}, ()).data_bytes is None


def test_only_top_ups_are_taken_with_the_networks_of_their_operator(vendor: Vendor, catalogue: AiraloCatalogue) -> None:
    vendor.on(page(1), answer([country({**PACKAGE, "id": "bonbon-30days-3gb", "type": "sim"}, PACKAGE)]))
    (found,) = catalogue.top_ups()
    assert found.codes == ("bonbon-30days-3gb-topup",)
    assert found.places == (Place("FR", ("Orange LTE/5G", "SFR")), Place("MC"))


def test_later_pages_have_another_shape_and_repeat_nothing(vendor: Vendor, catalogue: AiraloCatalogue) -> None:
    vendor.on(page(1), answer([country(PACKAGE)], last_page=2))
    vendor.on(page(2), answer({"1000": country(PACKAGE, {**PACKAGE, "id": "other-topup"})}, last_page=2))
    assert [each.codes[0] for each in catalogue.top_ups()] == ["bonbon-30days-3gb-topup", "other-topup"]


@pytest.mark.parametrize("field", ["id", "day", "amount"])
def test_an_entry_that_cannot_be_read_takes_no_other_along(
    vendor: Vendor, catalogue: AiraloCatalogue, field: str
) -> None:
    vendor.on(page(1), answer([country({**PACKAGE, field: None}, {**PACKAGE, "id": "other-topup"})]))
    assert [each.codes[0] for each in catalogue.top_ups()] == ["other-topup"]


@pytest.mark.parametrize("data", [None, "x", [1], {"1": 5}])
def test_a_list_that_is_none_is_unknown(vendor: Vendor, catalogue: AiraloCatalogue, data: object) -> None:
    vendor.on(page(1), answer(data))
    with pytest.raises(Unknown, match="unreadable"):
        catalogue.top_ups()


@pytest.mark.parametrize("last_page", [None, "x", 10_000])
def test_what_says_nothing_of_its_pages_does_not_go_on_for_ever(
    vendor: Vendor, catalogue: AiraloCatalogue, last_page: object
) -> None:
    for number in range(1, 60):
        vendor.on(page(number), answer([country(PACKAGE)], last_page=last_page))
    assert len(catalogue.top_ups()) == 1
    assert len([seen for seen in vendor.seen if "packages" in seen.call]) in (1, 50)
