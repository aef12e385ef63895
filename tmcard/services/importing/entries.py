"""Reading the entries of a plan file: each field checked for itself, every fault noted."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from tmcard.domain.money import Money, exponent
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Counting, PeriodUnit
from tmcard.services.importing.faults import Fault

UNITS = {"MB": BYTES_PER_MB, "GB": BYTES_PER_GB}
SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?(MB|GB)", re.ASCII)
AMOUNT = re.compile(r"\d{1,9}(?:\.(\d{1,4}))?", re.ASCII)
SKU = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,39}")
CURRENCY = re.compile(r"[A-Z]{3}")
NEEDED = frozenset({"sku", "name_en", "name_zh", "period", "data", "carrier", "carrier_code", "prices"})
KNOWN = NEEDED | {"counting", "zone", "sold_from", "sold_until"}
MAX_COUNT = 366
#: Whether the payment service can take an amount: prices are rounded here, where somebody looks, or not at all.
Payable = Callable[[Money], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One plan of the file: its facts by column, its prices in minor units, and when it is sold."""

    sku: str
    facts: dict[str, Any]
    prices: dict[str, int]
    sold_from: datetime | None
    sold_until: datetime | None


class Checker:
    """One entry under examination. Each method answers a value, and notes a fault where there is none."""

    def __init__(self, number: int, raw: Mapping[str, Any], payable: Payable) -> None:
        sku = raw.get("sku")
        self.place = f"plan {number} ({sku})" if isinstance(sku, str) and sku else f"plan {number}"
        self.raw = raw
        self.payable = payable
        self.faults: list[Fault] = []

    def fault(self, field: str, code: str, value: object = "") -> None:
        """Note that something is wrong."""
        self.faults.append(Fault(self.place, field, code, str(value)))

    def names(self) -> None:
        """Every field must be there, and none that nobody knows."""
        for field in sorted(NEEDED - self.raw.keys()):
            self.fault(field, "missing")
        for field in sorted(self.raw.keys() - KNOWN):
            self.fault(field, "unknown")

    def text(self, field: str, longest: int) -> str:
        """A line of text."""
        value = self.raw.get(field, "")
        if field in self.raw and not (isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()):
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

    def size(self) -> int:
        """`5 GB` in bytes."""
        value = self.raw.get("data", "")
        found = SIZE.fullmatch(value) if isinstance(value, str) else None
        size = Decimal(found[1]) * UNITS[found[2]] if found else Decimal(0)
        if "data" in self.raw and (size <= 0 or size != int(size)):
            self.fault("data", "size", value)
        return int(size)

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


def minor_units(text: str, currency: str) -> int | None:
    """`9.00` USD is 900, `980` JPY is 980; None for what is no positive amount of whole minor units."""
    found = AMOUNT.fullmatch(text)
    if found is None or len(found[1] or "") > exponent(currency):
        return None
    return int(Decimal(text).scaleb(exponent(currency))) or None


def read_entry(
    number: int, raw: Mapping[str, Any], carriers: Collection[str], payable: Payable
) -> tuple[Entry, list[Fault]]:
    """One entry of the file and everything that is wrong with it."""
    check = Checker(number, raw, payable)
    check.names()
    unit, count = check.period()
    facts = {
        "name_en": check.text("name_en", 255),
        "name_zh": check.text("name_zh", 255),
        "period_unit": unit,
        "period_count": count,
        "counting": check.word("counting", set(Counting), "counting", Counting.ROLLING),
        "zone": check.word("zone", available_timezones(), "zone", "UTC"),
        "data_bytes": check.size(),
        "carrier": check.word("carrier", carriers, "carrier"),
        "carrier_code": check.text("carrier_code", 80),
    }
    sold_from, sold_until = check.instant("sold_from"), check.instant("sold_until")
    if sold_from is not None and sold_until is not None and sold_until <= sold_from:
        check.fault("sold_until", "before_start")
    return Entry(check.sku(), facts, check.prices(), sold_from, sold_until), check.faults
