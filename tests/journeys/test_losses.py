"""A plan that starts the time over, imported by hand: its loss is seen, agreed to or waited out, and told after."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import requests
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World
from tmcard.store.models import Card
from tmcard.store.transactions import write
from tmcard.web.database import db

ENTRY = """
[[plan]]
sku = "{sku}"
name_en = "Asia 2 GB, fresh start"
name_zh = "亚洲 2 GB，重新计时"
period = {{ unit = "month", count = 1 }}
data = "2 GB"
carrier = "esimaccess"
carrier_code = "TOPUP_RESET"
stacking = "reset"
prices = {{ USD = "4.00" }}
"""
PACKAGE = {"packageCode": "TOPUP_RESET", "price": 10000, "volume": 2 * 2**30, "duration": 30}
_numbers = count(1)


@pytest.fixture
def plan(small_world: World, tmp_path: Path) -> str:
    """The plan is on sale."""
    requests.post(f"{small_world.carriers}/_standin/packages", json=[PACKAGE], timeout=10).raise_for_status()
    sku, file = f"reset-{next(_numbers)}", tmp_path / "plans.toml"
    file.write_text(ENTRY.format(sku=sku), encoding="utf-8")
    done = small_world.app.test_cli_runner().invoke(args=["tmcard", "import-plans", str(file)])
    assert done.exit_code == 0, done.output
    return sku


@pytest.fixture
def running(small_world: World, seoul: acts.Owned) -> Iterator[acts.Owned]:
    """The card has eight days left, whatever other journeys loaded on it."""
    with small_world.app.app_context(), Session(db.engine) as session:
        known = session.query(Card).filter_by(iccid=seoul.card.iccid).one().ends_at
        _end(session, seoul, datetime.now(UTC) + timedelta(days=8, hours=1))
        yield seoul
        _end(session, seoul, known)


def _end(session: Session, owned: acts.Owned, ends_at: datetime | None) -> None:
    with write(session, "meanwhile"):
        session.execute(update(Card).where(Card.iccid == owned.card.iccid).values(ends_at=ends_at))


def reviewed(owned: acts.Owned, sku: str) -> Visitor:
    """From the card's page over the picker, which names the loss, to the review."""
    visitor = owned.open().follow("/plans/cards/")
    assert "would be lost" in visitor.text
    return visitor.submit("/choose", plan=sku)


def test_the_loss_is_seen_agreed_to_and_the_carriers_own_end_is_told(
    small_world: World, seoul: acts.Owned, plan: str
) -> None:
    visitor = reviewed(seoul, plan)
    order = visitor.path
    assert "Something would be lost" in visitor.text
    visitor.submit("/pay", terms="y", email="payer@example.com")
    assert (visitor.status, "Tick the box" in visitor.text) == (422, True)
    visitor.submit("/pay", terms="y", loss="y", email="payer@example.com")
    acts.approve(visitor)
    small_world.worker.sweep()
    visitor.open(order)
    assert "Your card is renewed" in visitor.text
    # This stand-in extends whatever it is sent: its word counts, and the difference is not passed over.
    assert "later than shown before paying" in visitor.text


def test_the_owner_may_let_it_wait_instead(running: acts.Owned, plan: str) -> None:
    visitor = reviewed(running, plan).submit("/starts", starts="queued")
    assert "It starts when the running plan ends, not at once." in visitor.text
    assert "I know that I lose" not in visitor.text
    visitor.submit("/starts", starts="now")
    assert "I know that I lose" in visitor.text
