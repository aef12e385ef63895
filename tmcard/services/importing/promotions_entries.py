"""One entry of a promotions file: its facts as a promotion has them, and whether they agree with each other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from tmcard.domain.identifiers import clean_code
from tmcard.domain.money import Money
from tmcard.domain.promotions import Kind
from tmcard.services.importing.checking import CURRENCY, SIZE, SKU, UNITS, Checker, Payable, is_line, minor_units
from tmcard.services.importing.lines import Lines

EFFECTS = ("percent", "off", "loads")
NEEDED = frozenset({"key", "kind", "name_en", "name_zh", "starts", "zone"})
LIMITS = ("per_owner", "per_code", "in_total", "per_plan")
KNOWN = NEEDED | {*EFFECTS, *LIMITS, "ends", "plans", "budget", "floor", "group", "stacks_with", "code"}
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{3,23}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One promotion of the file: its facts by column."""

    number: int
    key: str
    facts: dict[str, Any]


class PromotionChecker(Checker):
    """One entry under examination: see `Checker`."""

    def __init__(self, number: int, raw: Mapping[str, Any], payable: Payable, lines: Lines) -> None:
        super().__init__(number, raw, payable, lines)
        key = raw.get("key")
        self.place = f"promotion {number} ({key})" if isinstance(key, str) and key else f"promotion {number}"

    def named(self, field: str, default: str = "") -> str:
        """A name for machines."""
        value = self.raw.get(field, default)
        if field in self.raw and not (isinstance(value, str) and SKU.fullmatch(value)):
            self.fault(field, "key" if field == "key" else "group", value)
        return str(value)

    def money(self, field: str) -> dict[str, int]:
        """Minor units by currency; none where the field is left out."""
        value = self.raw.get(field, {})
        if field in self.raw and not (isinstance(value, dict) and value):
            self.fault(field, "money", value)
            return {}
        return {currency: self._amount(f"{field}.{currency}", currency, text) for currency, text in value.items()}

    def _amount(self, field: str, currency: str, text: object) -> int:
        if not CURRENCY.fullmatch(currency):
            self.fault(field, "currency")
            return 0
        amount = minor_units(text, currency) if isinstance(text, str) else None
        if amount is None:
            self.fault(field, "amount", text)
        elif not self.payable(Money(amount, currency)):
            self.fault(field, "unpayable", text)
        return amount or 0

    def effect(self) -> dict[str, Any]:
        """What it gives, as it is stored."""
        given = [name for name in EFFECTS if name in self.raw]
        if len(given) != 1:
            self.fault(given[1] if given else "", "one_effect")
            return {}
        if given == ["off"]:
            return {"amounts": self.money("off")}
        return self._loads() if given == ["loads"] else self._percent()

    def _percent(self) -> dict[str, Any]:
        value = self.raw["percent"]
        if not (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 99):
            self.fault("percent", "percent", value)
        return {"percent": value}

    def _loads(self) -> dict[str, Any]:
        value = self.raw["loads"]
        if not (isinstance(value, dict) and value):
            self.fault("loads", "loads", value)
            return {}
        return {"loads": {sku: self._load(sku, each) for sku, each in value.items()}}

    def _load(self, sku: str, value: object) -> list[Any]:
        table = value if isinstance(value, dict) else {}
        code, size = table.get("code"), table.get("data")
        found = SIZE.fullmatch(size) if isinstance(size, str) else None
        if table.keys() != {"code", "data"} or found is None or not is_line(code, 80):
            self.fault("loads", "loads", f"{sku} = {value}")
            return ["", 0]
        return [code, int(Decimal(found[1]) * UNITS[found[2]])]

    def local(self, field: str, zone: str) -> datetime | None:
        """A moment as clocks in the zone show it, or nothing. Not one that they leave out or show twice."""
        value = self.raw.get(field)
        if value is None or zone not in available_timezones():
            return None
        if not isinstance(value, datetime) or value.tzinfo is not None:
            self.fault(field, "local_time", value)
            return None
        early, late = (value.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
        if early != late:
            self.fault(field, "no_such_time", value)
        return early

    def code(self, kind: str) -> str | None:
        """What is said to have it: coupons have one, and nothing else."""
        value = self.raw.get("code")
        is_code = isinstance(value, str) and CODE.fullmatch(value) is not None
        if (kind == Kind.COUPON) != is_code or (value is not None and not is_code):
            self.fault("code", "code", value or "")
        return str(value) if is_code else None


def read_entry(number: int, raw: Mapping[str, Any], payable: Payable, lines: Lines) -> tuple[Entry, PromotionChecker]:
    """One entry of the file, and everything that is wrong with it (`faults`)."""
    check = PromotionChecker(number, raw, payable, lines)
    check.names(NEEDED, KNOWN)
    kind, zone = check.word("kind", set(Kind), "kind"), check.word("zone", available_timezones(), "zone")
    starts_at, ends_at, code = check.local("starts", zone), check.local("ends", zone), check.code(kind)
    if starts_at and ends_at and ends_at <= starts_at:
        check.fault("ends", "before_start")
    facts = {
        "kind": kind,
        "name_en": check.text("name_en", 255),
        "name_zh": check.text("name_zh", 255),
        "effect": check.effect(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "zone": zone,
        "skus": check.listed("plans", "sku", SKU.fullmatch),
        **{name: check.count(name) for name in LIMITS},
        "budget": check.money("budget"),
        "floor": check.money("floor"),
        "stacking_group": check.named("group", kind),
        "stacks_with": check.listed("stacks_with", "group", SKU.fullmatch) or [],
        "code": code,
        "code_key": clean_code(code) if code else None,
    }
    return Entry(number, check.named("key"), facts), check
