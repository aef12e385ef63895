"""In which currency an owner sees prices, and reference rates for those a plan has no price in."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from tmcard.domain.money import Money, exponent

#: Rates older than this say too little about today: no estimate is better than a wrong one.
RATES_USABLE_FOR = timedelta(days=31)
#: An estimate from here on is told in whole units, below in tenths: more digits would look like a price.
WHOLE_FROM = 10
_CURRENCY = re.compile(r"[A-Z]{3}")
_REGION = re.compile(r"([A-Z]{2}):([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Rates:
    """How much of each currency one unit of another is worth on one day: to compare prices by, never to charge."""

    on: date
    per_base: Mapping[str, Decimal]

    def are_usable(self, now: datetime) -> bool:
        """Whether the day of the rates is near enough."""
        return abs(now.date() - self.on) <= RATES_USABLE_FOR

    def estimate(self, price: Money, currency: str) -> Money | None:
        """About what `price` is in `currency`, rounded so that it cannot be taken for a price. None without a rate."""
        if price.currency not in self.per_base or currency not in self.per_base:
            return None
        units = Decimal(price.amount_minor).scaleb(-exponent(price.currency))
        units = units / self.per_base[price.currency] * self.per_base[currency]
        step = Decimal(1) if units >= WHOLE_FROM or exponent(currency) == 0 else Decimal("0.1")
        rounded = max(step, units.quantize(step, ROUND_HALF_UP))
        return Money(int(rounded.scaleb(exponent(currency))), currency)


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies of the house, the usual one first, and the one offered first to owners of some regions."""

    names: tuple[str, ...]
    by_region: Mapping[str, str] = field(default_factory=dict)
    rates: Rates | None = None

    def wanted(self, wish: str | None, region: str | None) -> str:
        """The one to show prices in: what somebody asked for, else their region's, else the usual one."""
        return wish if wish in self.names and wish is not None else self.by_region.get(region or "", self.names[0])

    def estimate(self, price: Money, currency: str, now: datetime) -> Money | None:
        """About what `price` is in `currency`, while there are rates of these days."""
        return self.rates.estimate(price, currency) if self.rates is not None and self.rates.are_usable(now) else None


def read(text: Callable[..., str], problems: list[str]) -> Currencies:
    """The settings; `CURRENCY` is what a site with a single one may go on saying. Notes everything that is wrong."""
    names = read_names(text("CURRENCIES", text("CURRENCY", "USD")), problems)
    regions = read_regions(text("CURRENCY_REGIONS"), names, problems)
    return Currencies(names, regions, read_rates(text("REFERENCE_RATES"), problems))


def read_names(text: str, problems: list[str]) -> tuple[str, ...]:
    """`USD CNY`: the currencies of the house. Notes what is wrong."""
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    problems += [f"CURRENCIES: {name} is not a currency code like USD" for name in names if not _is_currency(name)]
    return names


def read_regions(text: str, names: Sequence[str], problems: list[str]) -> dict[str, str]:
    """`CN:CNY HK:HKD`: by ISO 3166 code of an owner's country, one of the house's currencies. Notes what is wrong."""
    found = {}
    for word in text.replace(",", " ").split():
        match = _REGION.fullmatch(word)
        if match is None:
            problems.append(f"CURRENCY_REGIONS: {word} is not like CN:CNY")
        elif match[2] not in names:
            problems.append(f"CURRENCY_REGIONS: {match[2]} is not among CURRENCIES")
        else:
            found[match[1]] = match[2]
    return found


def read_rates(text: str, problems: list[str]) -> Rates | None:
    """A TOML text with `on` (a date), `base`, and a table `rates` of how much of each one unit of `base` is worth."""
    if not text:
        return None
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, InvalidOperation) as error:
        problems.append(f"REFERENCE_RATES is not TOML: {error}")
        return None
    faults = _faults(document)
    problems += [f"REFERENCE_RATES: {fault}" for fault in faults]
    if faults:
        return None
    table = {name: Decimal(value) for name, value in document["rates"].items()}
    return Rates(document["on"], {**table, document["base"]: Decimal(1)})


def _faults(document: Mapping[str, Any]) -> list[str]:
    on, base, rates = document.get("on"), document.get("base"), document.get("rates")
    table = rates if isinstance(rates, dict) else {}
    faults = [f"rates.{name} needs a currency and a number above zero" for name in table if not _is_rate(name, table)]
    if not isinstance(on, date) or isinstance(on, datetime):
        faults.append("on must be a date like 2026-11-20")
    if not isinstance(base, str) or not _is_currency(base):
        faults.append("base must be a currency code like USD")
    if not table:
        faults.append("rates must be a table like { CNY = 7.12 }")
    return faults


def _is_currency(name: str) -> bool:
    return _CURRENCY.fullmatch(name) is not None


def _is_rate(name: str, table: Mapping[str, object]) -> bool:
    value = table[name]
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return _is_currency(name) and is_number and Decimal(str(value)).is_finite() and Decimal(str(value)) > 0
