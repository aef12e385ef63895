"""`flask tmcard sync-plans` says where a carrier sells something else than we; its exit code says whether it does."""

import json
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from tests import rows
from tests.fake_catalogues import FakeCatalogue, listed
from tmcard.domain.ports import Busy
from tmcard.store import plans
from tmcard.web.clock import CLOCK


@pytest.fixture
def catalogue(app: Flask) -> FakeCatalogue:
    """The list of the site's carrier."""
    house, catalogue = app.extensions["tmcard"], FakeCatalogue()
    ways = replace(house.gateways, catalogues={"esimaccess": catalogue})
    app.extensions["tmcard"] = replace(house, gateways=ways)
    app.extensions[CLOCK] = lambda: rows.NOW
    return catalogue


def sync(app: Flask, *options: str) -> Result:
    """The command, as operators type it."""
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(args=["tmcard", "sync-plans", *options])


def test_nothing_to_tell(app: Flask, session: Session, catalogue: FakeCatalogue) -> None:
    rows.plan(session)
    done = sync(app, "esimaccess")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("esimaccess: plans: 1, listed: 1, not used by us: 0, differences: 0\n")
    assert "coverage changed: AS-5-30" in done.stdout


def test_differences_are_told_and_end_in_failure(app: Flask, session: Session, catalogue: FakeCatalogue) -> None:
    rows.plan(session, sku="asia")
    catalogue.entries = [listed(days=7, cost_micros=9_500_000)]
    done = sync(app, "esimaccess")
    assert done.exit_code == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["asia", "v1", "AS-5-30", "days", "30", "7"] in lines
    assert ["asia", "v1", "AS-5-30", "loss", "9", "USD", "9.5", "USD"] in lines


def test_a_program_gets_one_document(app: Flask, session: Session, catalogue: FakeCatalogue) -> None:
    rows.plan(session, sku="asia")
    catalogue.entries = [listed("OTHER")]
    done = sync(app, "esimaccess", "--json", "--dry-run")
    document = json.loads(done.stdout)
    assert (done.exit_code, document["unused"]) == (1, ["OTHER"])
    assert [(each["sku"], each["code"]) for each in document["differences"]] == [("asia", "gone")]


def test_fixing_withdraws_and_says_so(app: Flask, session: Session, catalogue: FakeCatalogue) -> None:
    plan = rows.plan(session, sku="asia")
    catalogue.entries = [listed("OTHER")]
    done = sync(app, "esimaccess", "--fix")
    assert (done.exit_code, "Sold no more:" in done.stdout) == (0, True)
    assert not plans.is_on_sale(session, plan.id, rows.NOW)


def test_a_dry_run_says_so(app: Flask, session: Session, catalogue: FakeCatalogue) -> None:
    plan = rows.plan(session)
    catalogue.entries = [listed("OTHER")]
    assert "dry run, nothing was changed" in sync(app, "esimaccess", "--fix", "--dry-run").stdout
    assert plans.is_on_sale(session, plan.id, rows.NOW)


def test_a_carrier_that_is_not_ours_is_named(app: Flask, catalogue: FakeCatalogue) -> None:
    done = sync(app, "nobody")
    assert (done.exit_code, "there are esimaccess" in done.stderr) == (2, True)


def test_a_carrier_without_an_answer_ends_in_failure(app: Flask, catalogue: FakeCatalogue) -> None:
    catalogue.fail("top_ups", Busy("busy", retry_after_seconds=60))
    done = sync(app, "esimaccess")
    assert (done.exit_code, "esimaccess did not answer (busy)" in done.stderr) == (1, True)


def test_an_empty_list_ends_in_failure(app: Flask, catalogue: FakeCatalogue) -> None:
    catalogue.entries = []
    assert "lists nothing at all; nothing was changed" in sync(app, "esimaccess", "--fix").stderr
