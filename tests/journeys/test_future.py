"""Three days later: one command moves the site, the worker, the carriers, PayPal and the mailbox together."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from standins.demo.people import PEOPLE, STAFF_KEY
from standins.mailbox.authenticator import code_of
from standins.settings import HOST
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world
from tmcard.store import cards
from tmcard.web.database import db
from tmcard.worker import Worker


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """A world of its own, whose clock is moved once."""
    with demo_world(tmp_path_factory.mktemp("future"), sqlite_template) as everything:
        yield everything


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, int]:
    """What the demo owner's cards have used in the present."""
    return used(world)


@pytest.fixture(scope="module")
def owner(world: World) -> Visitor:
    """The demo owner, signed in in the present."""
    return acts.sign_in(world, PEOPLE[1].msisdn, "en-GB,en;q=0.9")


@pytest.fixture(scope="module")
def quote(owner: Visitor) -> str:
    """A quote that nobody pays."""
    owner.open(acts.Owned(owner, acts.labelled("Work phone")).open().path)
    return acts.choose(owner).path


@pytest.fixture(scope="module")
def future(world: World, before: dict[str, int], owner: Visitor, quote: str) -> Worker:
    """`flask tmcard clock +3d`, and a worker that comes by."""
    done = world.app.test_cli_runner().invoke(args=["tmcard", "clock", "+3d"])
    assert done.exit_code == 0, done.output
    worker = Worker(world.app)
    worker.refresh_usage()
    worker.sweep()
    return worker


def used(world: World) -> dict[str, int]:
    """Bytes used by label."""
    with world.app.app_context():
        owned = cards.all_of_owner(db.session(), 2)
        return {card.label: card.used_bytes for card in owned}


def is_future(text: str) -> bool:
    """Whether an instant lies about three days ahead."""
    at = datetime.fromisoformat(text)
    return timedelta(0) <= at - datetime.now(UTC) - timedelta(days=2, hours=23) < timedelta(hours=2)


@pytest.mark.usefixtures("future")
def test_usage_has_grown(world: World, before: dict[str, int]) -> None:
    assert used(world)["Work phone"] > before["Work phone"]


@pytest.mark.usefixtures("future")
def test_a_card_has_ended(owner: Visitor) -> None:
    page = acts.Owned(owner, acts.labelled("Mum's tablet")).open().text
    assert "This card has ended" in page


@pytest.mark.usefixtures("future")
def test_a_quote_has_lapsed(owner: Visitor, quote: str) -> None:
    assert "Pay US$" not in owner.open(quote).text


@pytest.mark.usefixtures("future")
def test_every_stand_in_lives_in_the_same_future(world: World) -> None:
    assert is_future(str(world.ledger(world.carriers)["now"]))
    assert is_future(str(world.ledger(world.paypal)["now"]))
    page = requests.get(f"http://{HOST}:{world.ports.mailbox}/authenticator", params={"key": STAFF_KEY}, timeout=10)
    ahead = (datetime.now(UTC) + timedelta(days=3)).timestamp()
    assert any(code_of(STAFF_KEY, ahead + step) in page.text for step in (-30, 0, 30))


def test_a_renewal_goes_through_there(world: World, future: Worker, owner: Visitor) -> None:
    acts.Owned(owner, acts.labelled("Seoul")).open()
    acts.approve(acts.go_to_paypal(acts.choose(owner), world))
    future.sweep()
    assert "Your card is renewed" in owner.open(owner.path).text
