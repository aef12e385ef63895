"""Promotions from a TOML file. What has begun keeps what it gives and when it began: the price history rests on it."""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.services.importing.checking import Payable
from tmcard.services.importing.faults import Fault, Faulty, text_of
from tmcard.services.importing.lines import Lines, line_of
from tmcard.services.importing.plans import DryRun
from tmcard.services.importing.promotions_entries import Entry, PromotionChecker, read_entry
from tmcard.store import plans, promotions
from tmcard.store.models import PromotionRow
from tmcard.store.transactions import release, write

#: What cannot be changed any more once a promotion has begun.
KEPT = {"kind": "kind", "effect": "", "starts_at": "starts", "zone": "zone", "skus": "plans", "code": "code"}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the file's promotions, by key."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that is right in itself: its promotions, and the floors of plans in minor units."""

    entries: list[Entry]
    floors: dict[tuple[str, str], int]


def import_promotions(
    session: Session,
    content: bytes,
    *,
    carriers: Collection[str],
    payable: Payable,
    now: datetime,
    dry_run: bool = False,
) -> Report:
    """Bring promotions in line with a TOML file, in one transaction. Commits, unless it is a dry run.

    Promotions that the file does not name stay as they are. Raises Faulty with every fault of the file.
    """
    sheet = _checked(session, text_of(content), payable, now)
    report = Report()
    try:
        with write(session, "promotions_imported"):
            for entry in sheet.entries:
                _bring(session, entry, report, now)
            for (sku, currency), amount_minor in sheet.floors.items():
                promotions.put_floor(session, sku, currency, amount_minor)
            if dry_run:
                raise DryRun
    except DryRun:
        session.expire_all()
    return report


def _checked(session: Session, text: str, payable: Payable, now: datetime) -> Sheet:
    document = _document(text)
    lines, floor_lines = Lines(text, "promotion"), Lines(text, "floor")
    faults = [
        Fault("file", n, "unknown", line=lines.of(0, n)) for n in sorted(document.keys() - {"promotion", "floor"})
    ]
    entries: list[Entry] = []
    floors: dict[tuple[str, str], int] = {}
    codes = {row.code_key: row.key for row in promotions.everything(session) if row.code_key}
    for number, raw in enumerate(document["promotion"], 1):
        entry, check = read_entry(number, raw, payable, lines)
        _agree(session, entry, check, [each.key for each in entries], codes, now)
        entries.append(entry)
        faults += check.faults
    for number, raw in enumerate(document.get("floor", []), 1):
        check = PromotionChecker(number, raw, payable, floor_lines)
        check.place = f"floor {number}"
        floors.update(_floor(session, check))
        faults += check.faults
    release(session)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.line))
    return Sheet(entries, floors)


def _document(text: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty([Fault("file", "", "toml", str(error), line_of(error, text))]) from error
    for name in ("promotion", "floor"):
        raw = document.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise Faulty([Fault("file", name, "no_promotions", line=1)])
    if not document.get("promotion"):
        raise Faulty([Fault("file", "", "no_promotions", line=1)])
    return document


def _agree(
    session: Session,
    entry: Entry,
    check: PromotionChecker,
    earlier: Collection[str],
    codes: dict[str, str],
    now: datetime,
) -> None:
    """Each key and each code once; plans that exist; and nothing of the past made undone."""
    if entry.key in earlier:
        check.fault("key", "twice", entry.key)
    code_key = entry.facts["code_key"]
    if code_key and codes.setdefault(code_key, entry.key) != entry.key:
        check.fault("code", "code_taken", entry.facts["code"])
    for sku in _absent(session, entry.facts["skus"] or ()):
        check.fault("plans", "plan", sku)
    loads = entry.facts["effect"].get("loads", {})
    for sku, (_, data_bytes) in loads.items():
        plan = plans.newest(session, sku)
        if plan is None or data_bytes <= plan.data_bytes:
            check.fault("loads", "plan" if plan is None else "no_more", sku)
    known = promotions.by_key(session, entry.key)
    if known is not None and known.starts_at <= now:
        _kept(known, entry, check, now)


def _absent(session: Session, skus: Collection[str]) -> Iterator[str]:
    yield from (sku for sku in skus if plans.newest(session, sku) is None)


def _kept(known: PromotionRow, entry: Entry, check: PromotionChecker, now: datetime) -> None:
    if known.ends_at is not None and known.ends_at <= now and known.ends_at != entry.facts["ends_at"]:
        check.fault("ends", "begun")
    for column, name in KEPT.items():
        if getattr(known, column) != entry.facts[column]:
            check.fault(name, "begun")


def _floor(session: Session, check: PromotionChecker) -> dict[tuple[str, str], int]:
    check.names({"sku", "prices"}, {"sku", "prices"})
    sku = check.sku()
    if sku and plans.newest(session, sku) is None:
        check.fault("sku", "plan", sku)
    return {(sku, currency): amount for currency, amount in check.money("prices").items()}


def _bring(session: Session, entry: Entry, report: Report, now: datetime) -> None:
    known = promotions.by_key(session, entry.key)
    if known is None:
        session.add(PromotionRow(ref=new_ref(), key=entry.key, created_at=now, **entry.facts))
        report.added.append(entry.key)
    elif {name: getattr(known, name) for name in entry.facts} == entry.facts:
        report.unchanged.append(entry.key)
    else:
        for name, value in entry.facts.items():
            setattr(known, name, value)
        report.changed.append(entry.key)
