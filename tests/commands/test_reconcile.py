"""`flask tmcard reconcile` says what differs, to people and to programs; its exit code says whether anything does."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from tests.meta.sources import ROOT
from tests.services.stories import Story, tell
from tmcard.domain.ports import Unknown
from tmcard.services.reconciling import Code
from tmcard.store.models import Payment
from tmcard.web.clock import CLOCK
from tmcard.wiring import House


@pytest.fixture
def story(app: Flask, session: Session) -> Iterator[Story]:
    """A renewal that has not begun, on the site that the command looks after."""
    story = tell(session)
    house: House = app.extensions["tmcard"]
    ways = replace(house.gateways, payments=story.gateway, carriers={"esimaccess": story.carrier}, mailer=story.mailer)
    app.extensions["tmcard"] = replace(house, gateways=ways)
    app.extensions[CLOCK] = story.clock
    yield story
    session.rollback()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def reconcile(runner: FlaskCliRunner, *options: str) -> Result:
    return runner.invoke(args=["tmcard", "reconcile", *options])


def document(done: Result) -> dict[str, Any]:
    return dict(json.loads(done.stdout))


def unclear(story: Story) -> Payment:
    """The money was taken, the answer lost."""
    payment = story.approve()
    story.gateway.lose("capture", Unknown("timeout"))
    return story.settle(payment)


def test_nothing_to_tell(runner: FlaskCliRunner, story: Story) -> None:
    story.approve()
    done = reconcile(runner)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "since 2026-11-15T06:05:00+00:00: payments: 1, orders: 1, differences: 0\n"


def test_a_difference_is_a_row_and_ends_in_failure(runner: FlaskCliRunner, story: Story) -> None:
    payment = unclear(story)
    done = reconcile(runner)
    title, head, row = done.stdout.splitlines()[:3]
    assert (done.exit_code, title, head.split()) == (1, "Differences:", ["order", "payment", "code", "ours", "theirs"])
    cells = [payment.order.ref, payment.ref, "captured_there_not_here", "capturing", "capture completed"]
    assert row.split("  ") == cells
    assert head.index("theirs") == row.index("capture completed")


def test_one_json_document(runner: FlaskCliRunner, story: Story) -> None:
    payment = unclear(story)
    done = reconcile(runner, "--json", "--since", "24h")
    found = {"order_ref": payment.order.ref, "payment_ref": payment.ref, "code": "captured_there_not_here"}
    found |= {"ours": "capturing", "theirs": "capture completed"}
    counts = {"since": "2026-11-21T06:05:00+00:00", "payments": 1, "orders": 1, "unasked": 0}
    assert (done.exit_code, document(done)) == (1, {**counts, "differences": [found], "settled": []})


def test_settling_says_what_was_settled(runner: FlaskCliRunner, story: Story) -> None:
    payment = unclear(story)
    done = reconcile(runner, "--fix")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "Settled:")
    assert story.order(payment.order_id).status == "credited"
    assert reconcile(runner).exit_code == 0


def test_a_settled_renewal_sends_its_receipt(runner: FlaskCliRunner, story: Story) -> None:
    unclear(story)
    reconcile(runner, "--fix")
    assert [mail.to for mail in story.mailer.sent] == ["payer@example.com"]


def test_no_answer_ends_in_failure(runner: FlaskCliRunner, story: Story) -> None:
    for _ in range(6):
        story.begin()
    story.gateway.fail("read", *[Unknown("timeout")] * 6)
    done = reconcile(runner)
    assert done.exit_code == 1
    assert "PayPal did not answer: 1 more payments were not compared." in done.stdout


def test_the_log_goes_beside_the_document(runner: FlaskCliRunner, story: Story) -> None:
    unclear(story)
    usual = structlog.get_config()
    story.gateway.meanwhile("read", lambda: structlog.get_logger().warning("said_meanwhile"))
    done = reconcile(runner, "--json")
    assert document(done)["payments"] == 1
    assert "said_meanwhile" in done.stderr
    assert structlog.get_config() == usual


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("90m", "2026-11-22T04:35:00+00:00"),
        ("30d", "2026-10-23T06:05:00+00:00"),
        ("2026-11-01", "2026-11-01T00:00:00+00:00"),
        ("2026-11-01T08:00:00+08:00", "2026-11-01T00:00:00+00:00"),
    ],
)
def test_since_when(runner: FlaskCliRunner, story: Story, words: str, since: str) -> None:
    assert document(reconcile(runner, "--json", "--since", words))["since"] == since


NEVER = ["", "yesterday", "24", "-1h", "7w", "2026-13-01", "2026-11-23", "0001-01-01T00:00:00+08:00"]


@pytest.mark.parametrize("words", NEVER)
def test_no_such_time(runner: FlaskCliRunner, story: Story, words: str) -> None:
    done = reconcile(runner, "--since", words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--since" in done.stderr


def test_operators_are_told_what_every_difference_means() -> None:
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [code for code in Code if f"`{code}`" not in manual] == []
