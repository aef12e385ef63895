"""Comparing plans with a carrier's list, for people and for a timetable (exit code 1: something differs)."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import with_appcontext

from tmcard.commands.reconcile import logging_beside
from tmcard.domain.ports import GatewayError
from tmcard.services import syncing
from tmcard.services.syncing import Difference, NothingListed, Report
from tmcard.web.clock import now
from tmcard.web.database import db

COLUMNS = ("plan", "carrier code", "code", "ours", "theirs")


@click.command("sync-plans")
@click.argument("carrier")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document instead of a table.")
@click.option("--fix", is_flag=True, help="Stop selling what the carrier would not deliver as it is sold.")
@click.option("--dry-run", is_flag=True, help="Compare, and change nothing.")
@with_appcontext
def sync_plans(carrier: str, as_json: bool, fix: bool, dry_run: bool) -> None:
    """Compare the plans of CARRIER with its own list, and keep where they work. Exits with 1 when anything differs."""
    catalogues = current_app.extensions["tmcard"].gateways.catalogues
    if carrier not in catalogues:
        raise click.BadParameter(f"there are {', '.join(catalogues)}", param_hint="CARRIER")
    try:
        with logging_beside():
            report = syncing.sync(db.session(), catalogues[carrier], carrier, now(), fix=fix, dry_run=dry_run)
    except NothingListed as error:
        raise click.ClickException(f"{carrier} lists nothing at all; nothing was changed") from error
    except GatewayError as error:
        raise click.ClickException(f"{carrier} did not answer ({error.code}); nothing was changed") from error
    click.echo(_document(report) if as_json else _table(report, dry_run))
    if report.differences:
        click.get_current_context().exit(1)


commands: list[click.Command] = [sync_plans]


def _document(report: Report) -> str:
    return json.dumps(asdict(report), ensure_ascii=False, indent=2)


def _table(report: Report, dry_run: bool) -> str:
    lines = [*_rows("Differences:", report.differences), *_rows("Sold no more:", report.withdrawn)]
    if report.charted:
        lines.append(f"coverage changed: {', '.join(report.charted)}")
    counts = f"plans: {report.plans}, listed: {report.listed}, not used by us: {len(report.unused)}"
    note = "; dry run, nothing was changed" if dry_run else ""
    return "\n".join([*lines, f"{report.carrier}: {counts}, differences: {len(report.differences)}{note}"])


def _rows(title: str, found: Sequence[Difference]) -> list[str]:
    if not found:
        return []
    cells = [COLUMNS, *((f"{d.sku} v{d.version}", d.carrier_code, d.code, d.ours or "-", d.theirs) for d in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [title, *("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells), ""]
