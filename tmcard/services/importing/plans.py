"""Plans from a TOML file. A plan is never edited: changed facts make a new version, and the old one is sold no more."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.plans import Stacking
from tmcard.services.importing.entries import Entry, Payable, read_entry
from tmcard.services.importing.faults import Fault, Faulty, text_of
from tmcard.store import plans
from tmcard.store.models import Plan, PlanPrice
from tmcard.store.transactions import write


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
    dry_run: bool = False,
) -> Report:
    """Bring the plans on sale in line with a TOML file, in one transaction. Commits, unless it is a dry run.

    Plans that the file does not name stay as they are. Raises Faulty with every fault of the file.
    """
    entries = _read(text_of(content), carriers, payable)
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


def _read(text: str, carriers: Collection[str], payable: Payable) -> list[Entry]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty([Fault("file", "", "toml", str(error))]) from error
    raw = document.get("plan")
    faults = [Fault("file", name, "unknown") for name in sorted(document.keys() - {"plan"})]
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise Faulty([*faults, Fault("file", "", "no_plans")])
    entries: list[Entry] = []
    for number, each in enumerate(raw, 1):
        entry, wrong = read_entry(number, each, carriers, payable)
        if entry.sku and entry.sku in {known.sku for known in entries}:
            wrong.append(Fault(f"plan {number} ({entry.sku})", "sku", "twice", entry.sku))
        entries.append(entry)
        faults += wrong
    if faults:
        raise Faulty(faults)
    return entries


def _bring(session: Session, entry: Entry, report: Report, now: datetime) -> None:
    newest = plans.newest(session, entry.sku)
    if newest is None:
        session.add(_plan(entry, 1, entry.sold_from or now))
        report.added.append(entry.sku)
    elif _facts(newest) != (entry.facts, entry.prices):
        begins_at = max(now, entry.sold_from or now)
        if newest.sold_until is None or newest.sold_until > begins_at:
            newest.sold_until = begins_at
        session.add(_plan(entry, newest.version + 1, begins_at))
        report.superseded.append(entry.sku)
    elif _reschedule(newest, entry, now):
        report.rescheduled.append(entry.sku)
    else:
        report.unchanged.append(entry.sku)


def _reschedule(plan: Plan, entry: Entry, now: datetime) -> bool:
    """Move the time in which the plan is sold. A beginning that lies behind us does not matter any more."""
    begins_at = entry.sold_from or plan.sold_from
    is_later = begins_at != plan.sold_from and max(begins_at, plan.sold_from) > now
    if not is_later and entry.sold_until == plan.sold_until:
        return False
    plan.sold_from = begins_at if is_later else plan.sold_from
    plan.sold_until = entry.sold_until
    return True


def _facts(plan: Plan) -> tuple[dict[str, Any], dict[str, int]]:
    columns = ("name_en", "name_zh", "period_unit", "period_count", "counting", "zone")
    facts = {name: getattr(plan, name) for name in (*columns, "data_bytes", "carrier", "carrier_code")}
    return facts, {price.currency: price.amount_minor for price in plan.prices}


def _plan(entry: Entry, version: int, begins_at: datetime) -> Plan:
    plan = Plan(sku=entry.sku, version=version, stacking=Stacking.EXTEND, **entry.facts)
    plan.sold_from, plan.sold_until = begins_at, entry.sold_until
    plan.prices = [PlanPrice(currency=currency, amount_minor=amount) for currency, amount in entry.prices.items()]
    return plan
