"""One entry of a plan file: its facts as a plan has them, and whether they agree with each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from tmcard.domain.coverage import Place
from tmcard.domain.plans import ROLLING_DAYS, Allowance, Buyers, Counting, PeriodUnit, Stacking, Starts
from tmcard.services.importing.checking import COUNTRIES, SKU, Checker, Payable
from tmcard.services.importing.faults import Fault
from tmcard.services.importing.lines import Lines

NEEDED = frozenset({"sku", "name_en", "name_zh", "period", "carrier", "carrier_code", "prices"})
RULES = frozenset({"counting", "zone", "starts", "stacking", "gate"})
AMOUNTS = frozenset({"data", "data_per_day", "throttle_kbps"})
REACH = frozenset({"countries", "networks", "base_code", "buyers", "for_plans", "sold_from", "sold_until"})
KNOWN = NEEDED | RULES | AMOUNTS | REACH
#: What may start a period at each carrier; a carrier that is not named takes anything.
StartsOf = Mapping[str, Collection[Starts]]
ANY_START: StartsOf = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One plan of the file: its facts by column, its prices in minor units, and when it is sold."""

    number: int
    sku: str
    facts: dict[str, Any]
    prices: dict[str, int]
    sold_from: datetime | None
    sold_until: datetime | None
    places: tuple[Place, ...]

    @property
    def load(self) -> tuple[Any, ...]:
        """What the carrier is asked for, and what it shall bring."""
        names = ("carrier", "carrier_code", "data_bytes", "period_unit", "period_count")
        return tuple(self.facts[name] for name in names)


def read_entry(
    number: int,
    raw: Mapping[str, Any],
    carriers: Collection[str],
    payable: Payable,
    lines: Lines,
    starts_of: StartsOf = ANY_START,
) -> tuple[Entry, list[Fault]]:
    """One entry of the file and everything that is wrong with it."""
    check = Checker(number, raw, payable, lines)
    check.names(NEEDED, KNOWN)
    facts = _named(check) | _timed(check) | _measured(check) | _loaded(check, carriers) | _meant(check)
    places = tuple(Place(country, tuple(each)) for country, each in check.networks(facts["countries"] or ()).items())
    sold_from, sold_until = check.instant("sold_from"), check.instant("sold_until")
    entry = Entry(number, check.sku(), facts, check.prices(), sold_from, sold_until, places)
    _agree(check, entry, starts_of)
    return entry, check.faults


def _named(check: Checker) -> dict[str, Any]:
    return {"name_en": check.text("name_en", 255), "name_zh": check.text("name_zh", 255)}


def _timed(check: Checker) -> dict[str, Any]:
    unit, count = check.period()
    return {
        "period_unit": unit,
        "period_count": count,
        "counting": check.word("counting", set(Counting), "counting", Counting.ROLLING),
        "zone": check.word("zone", available_timezones(), "zone", "UTC"),
        "starts": check.word("starts", set(Starts), "starts", Starts.FIRST_ATTACH),
        "stacking": check.word("stacking", set(Stacking), "stacking", Stacking.EXTEND),
        "gate_bytes": check.size("gate") if "gate" in check.raw else None,
    }


def _measured(check: Checker) -> dict[str, Any]:
    """Data of the whole period; a daily quota counts as often as there are days."""
    is_daily = "data_per_day" in check.raw
    if is_daily == ("data" in check.raw):
        check.fault(*(("data_per_day", "data_twice") if is_daily else ("data", "missing")))
    unit, count = check.period() if not check.faults else ("", 0)
    days = ROLLING_DAYS[PeriodUnit(unit)] * count if unit else 1
    return {
        "data_bytes": check.size("data_per_day") * days if is_daily else check.size("data"),
        "allowance": Allowance.DAY if is_daily else Allowance.PERIOD,
        "throttle_kbps": check.count("throttle_kbps"),
    }


def _loaded(check: Checker, carriers: Collection[str]) -> dict[str, Any]:
    return {
        "carrier": check.word("carrier", carriers, "carrier"),
        "carrier_code": check.text("carrier_code", 80),
        "base_code": check.text("base_code", 80) or None,
    }


def _meant(check: Checker) -> dict[str, Any]:
    return {
        "countries": check.listed("countries", "country", COUNTRIES.__contains__),
        "buyers": check.word("buyers", set(Buyers), "buyers", Buyers.EVERYONE),
        "for_plans": check.listed("for_plans", "sku", SKU.fullmatch),
    }


def _agree(check: Checker, entry: Entry, starts_of: StartsOf) -> None:
    """A plan that contradicts itself cannot be kept as it is promised."""
    facts, raw = entry.facts, check.raw
    if entry.sold_from and entry.sold_until and entry.sold_until <= entry.sold_from:
        check.fault("sold_until", "before_start")
    if facts["counting"] == Counting.CALENDAR and "zone" not in raw:
        check.fault("counting", "calendar_zone")
    if "throttle_kbps" in raw and facts["allowance"] is not Allowance.DAY:
        check.fault("throttle_kbps", "throttle_without_day")
    if (facts["stacking"] == Stacking.GATED) != ("gate" in raw):
        check.fault("stacking" if "gate" not in raw else "gate", "gate")
    if facts["starts"] in set(Starts) and facts["starts"] not in starts_of.get(facts["carrier"], set(Starts)):
        check.fault("starts", "carrier_starts", facts["starts"])
