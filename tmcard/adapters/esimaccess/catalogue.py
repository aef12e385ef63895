"""What eSIM Access sells, behind `domain.ports.Catalogue`: one call, bytes, money in ten-thousandths."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from tmcard.adapters.esimaccess.answers import Unreadable
from tmcard.adapters.esimaccess.carrier import EsimAccess
from tmcard.adapters.esimaccess.words import UNIT_DAYS
from tmcard.adapters.http import Outbound
from tmcard.domain.coverage import Place
from tmcard.domain.plans import Allowance, Starts
from tmcard.domain.ports import Listed, Unknown
from tmcard.domain.ports.catalogues import MICROS

Json = Mapping[str, Any]
#: Thousands of entries, each with its networks.
MAX_LIST_BYTES = 64 * 1024 * 1024
#: `price` counts so many to a unit of the currency.
PRICE_UNITS = 10_000
#: `dataType`: so much in all; else so much a day, then slower (2), cut off (3) or on without a limit (4).
IN_ALL, UNLIMITED = 1, 4
#: `supportTopUpType` of what is sold with new cards only.
NOT_FOR_TOP_UPS = 1
#: A place in `locationNetworkList` is known by its flag: `/img/flags/jp.png`. Its name is in English.
FLAG = re.compile(r"/([a-z]{2})\.\w+$", re.IGNORECASE)
COUNTRY = re.compile(r"[A-Z]{2}")
log = structlog.get_logger(__name__)


class EsimAccessCatalogue(EsimAccess):
    """`domain.ports.Catalogue` over the same wire as the carrier's other calls."""

    #: `activeType`: 1 is the first installation, 2 the first connection.
    starts = frozenset({Starts.INSTALLATION, Starts.FIRST_ATTACH})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        manners = {name: options[name] for name in ("guard", "timeout") if name in options}
        self._outbound = Outbound("esimaccess", max_body_bytes=MAX_LIST_BYTES, **manners)

    def top_ups(self) -> list[Listed]:
        """Everything that cards can be loaded with. An entry that cannot be read is left out, and logged."""
        found = self._call("package/list", {"type": "TOPUP"}).get("packageList")
        if not isinstance(found, list):
            raise Unknown("unreadable", evidence={"field": "packageList"})
        return list(_readable(each for each in found if isinstance(each, dict)))


def _readable(packages: Iterable[Json]) -> Iterable[Listed]:
    for package in packages:
        if package.get("supportTopUpType") == NOT_FOR_TOP_UPS:
            continue
        try:
            yield listed(package)
        except Unreadable as error:
            log.warning("esimaccess_package_unreadable", code=str(package.get("packageCode"))[:80], field=str(error))


def listed(package: Json) -> Listed:
    """One entry of `packageList`. Its slug is a name as good as its code."""
    kind = _count(package, "dataType")
    codes = [package.get(name) for name in ("packageCode", "slug")]
    currency = package.get("currencyCode")
    if not codes[0] or not isinstance(currency, str):
        raise Unreadable("packageCode" if not codes[0] else "currencyCode")
    return Listed(
        codes=tuple(dict.fromkeys(str(code) for code in codes if code)),
        name=str(package.get("name") or ""),
        data_bytes=None if kind == UNLIMITED else _count(package, "volume"),
        allowance=Allowance.PERIOD if kind == IN_ALL else Allowance.DAY,
        days=_count(package, "duration") * UNIT_DAYS.get(str(package.get("durationUnit") or "DAY"), 1),
        cost_micros=_count(package, "price") * (MICROS // PRICE_UNITS),
        currency=currency,
        places=_places(package),
    )


def _places(package: Json) -> tuple[Place, ...]:
    """The countries of `location`, with the networks of those that `locationNetworkList` shows."""
    networks: dict[str, tuple[str, ...]] = {}
    for place in package.get("locationNetworkList") or ():
        if isinstance(place, dict) and (country := _country(place)):
            networks[country] = tuple(_networks(place.get("operatorList")))
    named = {code.strip().upper() for code in str(package.get("location") or "").split(",")}
    countries = {code for code in named if COUNTRY.fullmatch(code)} | networks.keys()
    return tuple(Place(country, networks.get(country, ())) for country in sorted(countries))


def _country(place: Json) -> str:
    code, flag = place.get("locationCode"), FLAG.search(str(place.get("locationLogo") or ""))
    return code if isinstance(code, str) and COUNTRY.fullmatch(code) else flag[1].upper() if flag else ""


def _networks(operators: object) -> Iterable[str]:
    for operator in operators if isinstance(operators, list) else ():
        if isinstance(operator, dict) and operator.get("operatorName"):
            yield " ".join(str(operator[name]) for name in ("operatorName", "networkType") if operator.get(name))


def _count(package: Json, key: str) -> int:
    value = package.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unreadable(key)
    return value
