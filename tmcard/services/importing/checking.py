"""Reading the fields of one entry of a plan file: each checked for itself, every fault noted with its line."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel import Locale

from tmcard.domain.money import Money, exponent
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, PeriodUnit
from tmcard.services.importing.faults import Fault
from tmcard.services.importing.lines import Lines

UNITS = {"MB": BYTES_PER_MB, "GB": BYTES_PER_GB}
SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?(MB|GB)", re.ASCII)
AMOUNT = re.compile(r"\d{1,9}(?:\.(\d{1,4}))?", re.ASCII)
SKU = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,39}")
CURRENCY = re.compile(r"[A-Z]{3}")
#: Babel's list also has regions that are none: the world, the euro area, an unknown one, two made up for tests.
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
COUNTRIES = frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2) - NO_COUNTRIES
MAX_COUNT = 366
MAX_NAME = 80
#: Whether the payment service can take an amount: prices are rounded here, where somebody looks, or not at all.
Payable = Callable[[Money], bool]


class Checker:
    """One entry under examination. Each method answers a value, and notes a fault where there is none."""

    def __init__(self, number: int, raw: Mapping[str, Any], payable: Payable, lines: Lines) -> None:
        sku = raw.get("sku")
        self.place = f"plan {number} ({sku})" if isinstance(sku, str) and sku else f"plan {number}"
        self.number, self.lines = number, lines
        self.raw = raw
        self.payable = payable
        self.faults: list[Fault] = []

    def fault(self, field: str, code: str, value: object = "") -> None:
        """Note that something is wrong."""
        self.faults.append(Fault(self.place, field, code, str(value), self.lines.of(self.number, field)))

    def names(self, needed: Collection[str], known: Collection[str]) -> None:
        """Every field must be there, and none that nobody knows."""
        for field in sorted(set(needed) - self.raw.keys()):
            self.fault(field, "missing")
        for field in sorted(self.raw.keys() - known):
            self.fault(field, "unknown")

    def text(self, field: str, longest: int) -> str:
        """A line of text."""
        value = self.raw.get(field, "")
        if field in self.raw and not is_line(value, longest):
            self.fault(field, "text", value)
        return str(value)

    def word(self, field: str, words: Collection[str], code: str, default: str = "") -> str:
        """One of several words."""
        value = self.raw.get(field, default)
        if (field in self.raw or default) and (not isinstance(value, str) or value not in words):
            self.fault(field, code, value)
        return str(value)

    def sku(self) -> str:
        """The plan's name for machines."""
        value = self.raw.get("sku", "")
        if "sku" in self.raw and not (isinstance(value, str) and SKU.fullmatch(value)):
            self.fault("sku", "sku", value)
        return str(value)

    def size(self, field: str) -> int:
        """`5 GB` in bytes."""
        value = self.raw.get(field, "")
        found = SIZE.fullmatch(value) if isinstance(value, str) else None
        size = Decimal(found[1]) * UNITS[found[2]] if found else Decimal(0)
        if field in self.raw and (size <= 0 or size != int(size)):
            self.fault(field, "unlimited" if value == "unlimited" else "size", value)
        return int(size)

    def count(self, field: str) -> int | None:
        """A whole number from 1 on, or nothing."""
        value = self.raw.get(field)
        if value is not None and not (isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**31):
            self.fault(field, "number", value)
            return None
        return value

    def period(self) -> tuple[str, int]:
        """The unit and how many of it."""
        value = self.raw.get("period", {})
        table = value if isinstance(value, dict) else {}
        unit, count = table.get("unit"), table.get("count")
        is_count = isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= MAX_COUNT
        if "period" in self.raw and not (table.keys() == {"unit", "count"} and unit in set(PeriodUnit) and is_count):
            self.fault("period", "period", value)
        return str(unit), count if isinstance(count, int) else 0

    def prices(self) -> dict[str, int]:
        """Minor units by currency."""
        value = self.raw.get("prices", {})
        table = value if isinstance(value, dict) else {}
        if "prices" in self.raw and not table:
            self.fault("prices", "prices")
        return dict(self._prices(table))

    def _prices(self, table: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        for currency, value in table.items():
            if not CURRENCY.fullmatch(currency):
                self.fault(f"prices.{currency}", "currency")
                continue
            amount = minor_units(value, currency) if isinstance(value, str) else None
            if amount is None:
                self.fault(f"prices.{currency}", "amount", value)
            elif not self.payable(Money(amount, currency)):
                self.fault(f"prices.{currency}", "unpayable", value)
            else:
                yield currency, amount

    def instant(self, field: str) -> datetime | None:
        """A moment with its offset from UTC, or nothing."""
        value = self.raw.get(field)
        if value is not None and not (isinstance(value, datetime) and value.tzinfo is not None):
            self.fault(field, "instant", value)
            return None
        return value

    def listed(self, field: str, code: str, is_good: Callable[[str], object]) -> list[str] | None:
        """Several words, sorted, each once and each good; None where the field is left out."""
        value = self.raw.get(field)
        if field not in self.raw:
            return None
        if not isinstance(value, list) or not value:
            self.fault(field, "list")
            return []
        for index, each in enumerate(value):
            if not isinstance(each, str) or not is_good(each):
                self.fault(field, code, each)
            elif each in value[:index]:
                self.fault(field, "twice", each)
        return sorted({each for each in value if isinstance(each, str)})

    def networks(self, countries: Collection[str]) -> dict[str, list[str]]:
        """The networks of each country; a country without a line here has none that we know of."""
        value = self.raw.get("networks", {})
        if not isinstance(value, dict):
            self.fault("networks", "networks")
            return {}
        for country, names in value.items():
            if country not in countries:
                self.fault(f"networks.{country}", "not_covered")
            if not (isinstance(names, list) and all(is_line(name, MAX_NAME) for name in names)):
                self.fault(f"networks.{country}", "networks")
        return value


def is_line(value: object, longest: int) -> bool:
    """Whether it is a line of text, neither empty nor too long."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def minor_units(text: str, currency: str) -> int | None:
    """`9.00` USD is 900, `980` JPY is 980; None for what is no positive amount of whole minor units."""
    found = AMOUNT.fullmatch(text)
    if found is None or len(found[1] or "") > exponent(currency):
        return None
    return int(Decimal(text).scaleb(exponent(currency))) or None
