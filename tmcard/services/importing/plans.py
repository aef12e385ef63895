"""Plans from a TOML file. A plan is never edited: changed facts make a new version, and the old one is sold no more."""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.services.importing.checking import Payable
from tmcard.services.importing.entries import ANY_START, Entry, StartsOf, read_entry
from tmcard.services.importing.faults import Fault, Faulty, text_of
from tmcard.services.importing.lines import Lines, line_of
from tmcard.store import coverage, plans
from tmcard.store.models import Plan, PlanPrice
from tmcard.store.transactions import release, write


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the file's plans, by sku. `rescheduled` ones are only sold from, or until, another instant."""

    added: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    rescheduled: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class DryRun(Exception):
    """Undoes everything that a dry run did."""


def import_plans(
    session: Session,
    content: bytes,
    *,
    carriers: Collection[str],
    payable: Payable,
    now: datetime,
    starts_of: StartsOf = ANY_START,
    dry_run: bool = False,
) -> Report:
    """Bring the plans on sale in line with a TOML file, in one transaction. Commits, unless it is a dry run.

    Plans that the file does not name stay as they are. Raises Faulty with every fault of the file.
    """
    entries = _checked(session, text_of(content), carriers, payable, starts_of)
    report = Report()
    try:
        with write(session, "plans_imported"):
            for entry in entries:
                _bring(session, entry, report, now)
            if dry_run:
                raise DryRun
    except DryRun:
        session.expire_all()
    return report


def _checked(
    session: Session, text: str, carriers: Collection[str], payable: Payable, starts_of: StartsOf
) -> list[Entry]:
    lines = Lines(text)
    entries, faults = _read(text, lines, carriers, payable, starts_of)
    faults += [*_loads(entries, lines), *_strangers(session, entries, lines)]
    release(session)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.line))
    return entries


def _read(
    text: str, lines: Lines, carriers: Collection[str], payable: Payable, starts_of: StartsOf
) -> tuple[list[Entry], list[Fault]]:
    """The entries that are right in themselves, and the faults of all others."""
    raw, faults = _raw(text, lines)
    entries: list[Entry] = []
    seen: set[str] = set()
    for number, each in enumerate(raw, 1):
        entry, wrong = read_entry(number, each, carriers, payable, lines, starts_of)
        if entry.sku and entry.sku in seen:
            wrong.append(_fault(entry, "sku", "twice", entry.sku, lines))
        seen.add(entry.sku)
        entries += [] if wrong else [entry]
        faults += wrong
    return entries, faults


def _raw(text: str, lines: Lines) -> tuple[list[dict[str, Any]], list[Fault]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty([Fault("file", "", "toml", str(error), line_of(error, text))]) from error
    faults = [Fault("file", name, "unknown", line=lines.of(0, name)) for name in sorted(document.keys() - {"plan"})]
    raw = document.get("plan")
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise Faulty([*faults, Fault("file", "", "no_plans", line=lines.of(0, "plan"))])
    return raw, faults


def _loads(entries: list[Entry], lines: Lines) -> Iterator[Fault]:
    """One code of a carrier loads one thing: two plans that promise different things of it cannot both be right."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        known = first.setdefault((entry.facts["carrier"], entry.facts["carrier_code"]), entry)
        if known.load != entry.load:
            yield _fault(entry, "carrier_code", "same_code", known.sku, lines)


def _strangers(session: Session, entries: list[Entry], lines: Lines) -> Iterator[Fault]:
    """Plans that a card must hold, but never can."""
    carriers = {entry.sku: entry.facts["carrier"] for entry in entries}
    for entry in entries:
        for sku in entry.facts["for_plans"] or ():
            stored = None if sku in carriers else plans.newest(session, sku)
            carrier = carriers.get(sku) or (stored.carrier if stored is not None else None)
            if carrier != entry.facts["carrier"]:
                yield _fault(entry, "for_plans", "plan" if carrier is None else "other_carrier", sku, lines)


def _fault(entry: Entry, field: str, code: str, value: str, lines: Lines) -> Fault:
    return Fault(f"plan {entry.number} ({entry.sku})", field, code, value, lines.of(entry.number, field))


def _bring(session: Session, entry: Entry, report: Report, now: datetime) -> None:
    _chart(session, entry)
    newest = plans.newest(session, entry.sku)
    if newest is None:
        session.add(_plan(entry, 1, entry.sold_from or now))
        report.added.append(entry.sku)
    elif _facts(entry, newest) != (entry.facts, entry.prices):
        begins_at = max(now, entry.sold_from or now)
        if newest.sold_until is None or newest.sold_until > begins_at:
            newest.sold_until = begins_at
        session.add(_plan(entry, newest.version + 1, begins_at))
        report.superseded.append(entry.sku)
    elif _reschedule(newest, entry, now):
        report.rescheduled.append(entry.sku)
    else:
        report.unchanged.append(entry.sku)


def _chart(session: Session, entry: Entry) -> None:
    """Keep the networks that the file names until the carrier itself has been asked: it knows better."""
    key = (entry.facts["carrier"], entry.facts["carrier_code"])
    if entry.places and not coverage.is_carriers_own(session, key):
        coverage.put(session, key, entry.places, None)


def _reschedule(plan: Plan, entry: Entry, now: datetime) -> bool:
    """Move the time in which the plan is sold. A beginning that lies behind us does not matter any more."""
    begins_at = entry.sold_from or plan.sold_from
    is_later = begins_at != plan.sold_from and max(begins_at, plan.sold_from) > now
    if not is_later and entry.sold_until == plan.sold_until:
        return False
    plan.sold_from = begins_at if is_later else plan.sold_from
    plan.sold_until = entry.sold_until
    return True


def _facts(entry: Entry, plan: Plan) -> tuple[dict[str, Any], dict[str, int]]:
    """What the plan says where the entry says something."""
    prices = {price.currency: price.amount_minor for price in plan.prices}
    return {name: getattr(plan, name) for name in entry.facts}, prices


def _plan(entry: Entry, version: int, begins_at: datetime) -> Plan:
    plan = Plan(sku=entry.sku, version=version, **entry.facts)
    plan.sold_from, plan.sold_until = begins_at, entry.sold_until
    plan.prices = [PlanPrice(currency=currency, amount_minor=amount) for currency, amount in entry.prices.items()]
    return plan
