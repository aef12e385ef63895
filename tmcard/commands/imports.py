"""Importing cards, plans and promotions from files."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from tmcard.services import importing
from tmcard.services.importing.cards import COLUMNS, MIN_CODE_LENGTH
from tmcard.web.clock import now
from tmcard.web.database import db

#: What each kind of fault means to whoever wrote the file.
FAULTS: Mapping[str, str] = {
    "not_utf8": "is not UTF-8 text",
    "header": f"the header must name the columns {','.join(COLUMNS)}",
    "columns": "has another number of columns than the header",
    "csv": "cannot be read as CSV",
    "iccid": "is not an ICCID: 18 to 21 digits that begin with 89",
    "code_length": f"must have {MIN_CODE_LENGTH} or more letters and digits",
    "carrier": "is not a carrier of this site",
    "text": "must be a line of text, neither empty nor too long",
    "twice": "stands in the file twice",
    "plan": "is not a plan: import the plans first",
    "other_carrier": "is a plan of another carrier",
    "differs": "is imported already, with another ICCID, claim code or plan",
    "toml": "cannot be read as TOML",
    "no_plans": "has no [[plan]] entries",
    "missing": "is missing",
    "unknown": "is not a field of a plan",
    "sku": "must be lower-case letters, digits and . + _ - (40 at most)",
    "size": 'must be a size like "5 GB" or "500 MB"',
    "period": 'must be like { unit = "day", count = 7 }; units are day, month and year',
    "counting": "must be rolling or calendar",
    "zone": "is not an IANA time zone",
    "prices": "must name a price in one currency or more",
    "currency": "is not a currency code like USD",
    "amount": 'must be in quotes, positive, and no finer than the currency: "9.00"',
    "unpayable": "cannot be charged by PayPal: not one of its currencies, or finer than it counts",
    "unlimited": "cannot be without a limit: no carrier tells then what is left, so nothing could be shown",
    "data_twice": "must be given once: for the whole period (data), or for each day (data_per_day)",
    "number": "must be a whole number from 1 on",
    "starts": "must be purchase, installation, first_attach or first_byte",
    "stacking": "is not one of the eight stacking rules: see docs/stacking.md",
    "gate": 'belongs to stacking = "gated", as the rest below which it may be bought: gate = "500 MB"',
    "buyers": "must be everyone or first_order",
    "list": "must be a list with something in it",
    "country": "is not the code of a country (ISO 3166-1: two capitals)",
    "networks": 'must name networks by country: { JP = ["Network A", "Network B"] }',
    "not_covered": "is not among the countries of the plan",
    "calendar_zone": "by the calendar needs a zone: whose midnight?",
    "throttle_without_day": "is what follows on a day's quota: it needs data_per_day",
    "carrier_starts": "is no start that this carrier knows",
    "same_code": "loads something else by another plan",
    "instant": "must be a date and time with its offset: 2026-12-01T00:00:00+08:00",
    "before_start": "lies before the start",
    "no_promotions": "has no [[promotion]] entries",
    "key": "must be lower-case letters, digits and . + _ - (40 at most)",
    "kind": "must be first_order, sale, coupon, referral or reward",
    "one_effect": "must give exactly one thing: percent, off or loads",
    "percent": "must be a whole number from 1 to 99",
    "money": 'must be amounts in quotes by currency: { USD = "2.00" }',
    "loads": 'must name code and data by sku: { "asia-day-7" = { code = "TOPUP_AS_4_7", data = "4 GB" } }',
    "no_more": "brings no more than the plan itself",
    "local_time": "must be a date and time as clocks in the zone show it, without an offset: 2026-12-24T00:00:00",
    "no_such_time": "is left out, or comes twice, in that zone: clocks are changed then",
    "group": "must be lower-case letters, digits and . + _ - (40 at most)",
    "code": "must be 4 to 24 capitals, digits or dashes, and belongs to coupons",
    "code_taken": "reads like a code that exists already",
    "begun": "cannot be changed any more: it has begun, and what it was is part of the price history",
}
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
dry_run_option = click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")


@click.command("import-cards")
@file_argument
@dry_run_option
@with_appcontext
def import_cards(file: Path, dry_run: bool) -> None:
    """Add the cards in FILE (CSV: iccid, claim_code, carrier, carrier_ref, plan_sku)."""
    report = _imported(importing.import_cards, file, dry_run)
    click.echo(f"added: {report.added}, unchanged: {report.unchanged}{_note(dry_run)}")


@click.command("import-plans")
@file_argument
@dry_run_option
@with_appcontext
def import_plans(file: Path, dry_run: bool) -> None:
    """Bring the plans on sale in line with FILE (TOML). A changed plan becomes a new version of it."""
    ways = current_app.extensions["tmcard"].gateways
    starts_of = {name: catalogue.starts for name, catalogue in ways.catalogues.items()}
    report = _imported(partial(importing.import_plans, payable=ways.payable, starts_of=starts_of), file, dry_run)
    groups = {
        "added": report.added,
        "new version": report.superseded,
        "rescheduled": report.rescheduled,
        "unchanged": report.unchanged,
    }
    for name, skus in groups.items():
        if skus:
            click.echo(f"{name}: {', '.join(skus)}")
    click.echo(f"plans read: {sum(map(len, groups.values()))}{_note(dry_run)}")


@click.command("import-promotions")
@file_argument
@dry_run_option
@with_appcontext
def import_promotions(file: Path, dry_run: bool) -> None:
    """Bring promotions, and the floors of plans, in line with FILE (TOML). What it does not name stays as it is."""
    service = partial(importing.import_promotions, payable=current_app.extensions["tmcard"].gateways.payable)
    report = _imported(service, file, dry_run)
    groups = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
    for name, keys in groups.items():
        if keys:
            click.echo(f"{name}: {', '.join(keys)}")
    click.echo(f"promotions read: {sum(map(len, groups.values()))}{_note(dry_run)}")


commands: list[click.Command] = [import_cards, import_plans, import_promotions]


def _imported(service: Callable[..., Any], file: Path, dry_run: bool) -> Any:
    carriers = current_app.extensions["tmcard"].gateways.carriers
    try:
        return service(db.session(), file.read_bytes(), carriers=carriers.keys(), now=now(), dry_run=dry_run)
    except importing.Faulty as error:
        for fault in error.faults:
            met = f" (found: {fault.value})" if fault.value else ""
            click.echo(f"{fault.where}: {f'{fault.field} ' if fault.field else ''}{FAULTS[fault.code]}{met}", err=True)
        raise click.ClickException(f"nothing was imported from {file.name}; faults: {len(error.faults)}") from error


def _note(dry_run: bool) -> str:
    return "; dry run, nothing was changed" if dry_run else ""
