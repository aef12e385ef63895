"""Comparing our books with the payment service's, for people and for a timetable (exit code 1: something differs)."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from tmcard.services import reconciling
from tmcard.services.reconciling import Difference, Report
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.worker import Worker

AGO = re.compile(r"(\d{1,5})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SINCE = "Look at what was begun since then: 24h, 7d, 2026-11-01 (midnight, UTC), 2026-11-01T08:00:00+08:00."
COLUMNS = ("order", "payment", "code", "ours", "theirs")


@click.command("reconcile")
@click.option("--since", default="7d", show_default=True, metavar="WHEN", help=SINCE)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document instead of a table.")
@click.option("--fix", is_flag=True, help="Settle what can be settled, then compare again.")
@with_appcontext
def reconcile(since: str, as_json: bool, fix: bool) -> None:
    """Compare every payment with PayPal, and our books with themselves. Exits with 1 when anything differs."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy does not say what it is
    begin = _instant(since)
    with logging_beside():
        report = reconciling.reconcile(db.session(), Worker(app, now).tools, begin, fix=fix)
    click.echo(_document(report) if as_json else _table(report))
    if report.differences or report.unasked:
        click.get_current_context().exit(1)


commands: list[click.Command] = [reconcile]


def _instant(text: str) -> datetime:
    """The instant in the past that `text` names. Raises BadParameter."""
    try:
        since = _ago(text) or datetime.fromisoformat(text)
        since = (since if since.tzinfo else since.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        problem = f"{text!r} is no date like 2026-11-01 and no time ago like 24h"
        raise click.BadParameter(problem, param_hint="--since") from error
    if since > now():
        raise click.BadParameter(f"{text!r} lies in the future", param_hint="--since")
    return since


def _ago(text: str) -> datetime | None:
    ago = AGO.fullmatch(text)
    return now() - timedelta(**{UNITS[ago[2]]: int(ago[1])}) if ago else None


@contextmanager
def logging_beside() -> Iterator[None]:
    """Let the log go to standard error meanwhile: standard output is the report's alone."""
    usual = structlog.get_config()
    structlog.configure(**{**usual, "logger_factory": structlog.PrintLoggerFactory(sys.stderr)})
    try:
        yield
    finally:
        structlog.configure(**usual)


def _document(report: Report) -> str:
    return json.dumps(asdict(report), default=datetime.isoformat, ensure_ascii=False, indent=2)


def _table(report: Report) -> str:
    counts = f"payments: {report.payments}, orders: {report.orders}, differences: {len(report.differences)}"
    lines = [*_rows("Differences:", report.differences), *_rows("Settled:", report.settled)]
    if report.unasked:
        lines.append(f"PayPal did not answer: {report.unasked} more payments were not compared.")
    return "\n".join([*lines, f"since {report.since.isoformat(timespec='seconds')}: {counts}"])


def _rows(title: str, found: Sequence[Difference]) -> list[str]:
    if not found:
        return []
    cells = [COLUMNS, *((d.order_ref, d.payment_ref or "-", d.code, d.ours, d.theirs or "-") for d in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [title, *("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells), ""]
