"""What Airalo sells, behind `domain.ports.Catalogue`: countries, their operators, their packages; in large pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any
from urllib.parse import urlencode

import structlog

from tmcard.adapters.airalo import answers
from tmcard.adapters.airalo.answers import Unreadable
from tmcard.adapters.airalo.carrier import Airalo
from tmcard.adapters.airalo.words import TOP_UP
from tmcard.adapters.http import Outbound
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_MB, Allowance, Starts
from tmcard.domain.ports import Listed, Unknown
from tmcard.domain.ports.catalogues import MICROS

Json = Mapping[str, Any]
MAX_LIST_BYTES = 64 * 1024 * 1024
#: Countries to a page: all there are, as Airalo asks of those who keep a copy.
PAGE = 1000
MOST_PAGES = 50
#: The currency of our account with Airalo.
CURRENCY = "USD"
COUNTRY = re.compile(r"[A-Z]{2}")
log = structlog.get_logger(__name__)


class AiraloCatalogue(Airalo):
    """`domain.ports.Catalogue` over the same wire as the carrier's other calls."""

    #: `activation_policy`: `installation`, or `first-usage` of a network.
    starts = frozenset({Starts.INSTALLATION, Starts.FIRST_ATTACH})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        manners = {name: options[name] for name in ("guard", "timeout") if name in options}
        self._outbound = Outbound("airalo", max_body_bytes=MAX_LIST_BYTES, **manners)

    def top_ups(self) -> list[Listed]:
        """Everything that cards can be loaded with. An entry that cannot be read is left out, and logged."""
        found: dict[str, Listed] = {}
        for number in range(1, MOST_PAGES + 1):
            wish = {"include": TOP_UP, "limit": PAGE, "page": number}
            answer = self._call("catalogue", "GET", f"/packages?{urlencode(wish)}")
            for each in _listed(_values(answers.contents(answer))):
                found.setdefault(each.codes[0], each)  # a region stands under each of its countries
            if number >= _last_page(answer.document().get("meta")):
                break
        return list(found.values())


def _last_page(meta: object) -> int:
    number = meta.get("last_page") if isinstance(meta, dict) else None
    return number if isinstance(number, int) else 1


def _values(contents: object) -> list[Json]:
    """A list on the first page; on later ones an object, whose keys are the numbers of its items."""
    items = list(contents.values()) if isinstance(contents, dict) else contents
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unknown("unreadable", evidence={"field": "data"})
    return items


def _listed(countries: Iterable[Json]) -> Iterator[Listed]:
    for country in countries:
        for operator in _objects(country, "operators"):
            places = _places(operator)
            for package in _objects(operator, "packages"):
                if package.get("type") == TOP_UP:
                    yield from _readable(package, places)


def _readable(package: Json, places: tuple[Place, ...]) -> Iterator[Listed]:
    try:
        yield listed(package, places)
    except Unreadable as error:
        log.warning("airalo_package_unreadable", code=str(package.get("id"))[:80], field=str(error))


def listed(package: Json, places: tuple[Place, ...]) -> Listed:
    """One package of an operator: megabytes, and money as decimals."""
    code, days, amount = package.get("id"), package.get("day"), package.get("amount")
    if not isinstance(code, str) or not code:
        raise Unreadable("id")
    if not isinstance(days, int) or isinstance(days, bool):
        raise Unreadable("day")
    is_unlimited = package.get("is_unlimited") is True
    if not is_unlimited and (isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0):
        raise Unreadable("amount")
    return Listed(
        codes=(code,),
        name=str(package.get("title") or ""),
        data_bytes=None if is_unlimited else int(Decimal(str(amount)) * BYTES_PER_MB),
        allowance=Allowance.PERIOD,
        days=days,
        cost_micros=_micros(_cost(package)),
        currency=CURRENCY,
        places=places,
    )


def _cost(package: Json) -> object:
    """Per currency where it says so; without it `net_price` is in dollars."""
    prices = package.get("prices")
    net = prices.get("net_price") if isinstance(prices, dict) else None
    return net[CURRENCY] if isinstance(net, dict) and CURRENCY in net else package.get("net_price")


def _micros(amount: object) -> int:
    """A decimal of the wire, exactly: the shortest digits of the float are those that were sent."""
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount < MICROS:
        raise Unreadable("net_price")
    micros = Decimal(str(amount)) * MICROS
    return int(micros.to_integral_value(ROUND_CEILING))  # what is finer still is rounded against us


def _places(operator: Json) -> tuple[Place, ...]:
    """The countries that an operator names, with the networks of its coverage."""
    networks = {_code(each, "code", "name"): tuple(_networks(each)) for each in _objects(operator, "coverages")}
    countries = {_code(each, "country_code") for each in _objects(operator, "countries")} | networks.keys()
    return tuple(Place(country, networks.get(country, ())) for country in sorted(countries - {""}))


def _networks(coverage: Json) -> Iterator[str]:
    for network in _objects(coverage, "networks"):
        kinds = network.get("types")
        words = [network.get("name"), "/".join(map(str, kinds)) if isinstance(kinds, list) else ""]
        yield " ".join(str(word) for word in words if word)


def _code(place: Json, *names: str) -> str:
    return next((str(place[name]) for name in names if COUNTRY.fullmatch(str(place.get(name)))), "")


def _objects(document: Json, key: str) -> list[Json]:
    items = document.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
