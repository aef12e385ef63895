"""A card runs out, day by day: one mail at 80 percent, silence once it is renewed, one at 90, one at the end."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from standins.demo.people import PEOPLE, DemoCard
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world
from tmcard.store import cards, owners
from tmcard.store.transactions import release, write
from tmcard.web.database import db
from tmcard.worker import Worker

OWNER = PEOPLE[1]
CARD = acts.labelled("Work phone")
LINK = re.compile(r"http://[\w.:]+/r/[\w-]{38}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """A world of its own, whose clock is moved. Its owner is awake at all hours, since this may run at any."""
    with demo_world(tmp_path_factory.mktemp("reminders"), sqlite_template) as everything:
        with everything.app.app_context(), write(db.session(), "awake"):
            owner = owners.by_msisdn(db.session(), OWNER.msisdn)
            assert owner is not None
            owners.put(db.session(), owner.id, quiet_from=0, quiet_until=0)
        Worker(everything.app).remind()
        yield everything


@pytest.fixture(scope="module")
def owner(world: World) -> Visitor:
    """The card's owner, signed in in the present."""
    return acts.sign_in(world, OWNER.msisdn, "en-GB,en;q=0.9")


def a_day_later(world: World, by: str = "+1d") -> None:
    """The clock moves, carriers are asked, and the worker comes by."""
    done = world.app.test_cli_runner().invoke(args=["tmcard", "clock", by])
    assert done.exit_code == 0, done.output
    comes_by(world)


def comes_by(world: World) -> None:
    """One turn of everything that the worker does about usage and reminders."""
    worker = Worker(world.app)
    worker.refresh_usage()
    worker.remind()
    worker.sweep()


def use(world: World, card: DemoCard, percent: int) -> None:
    """Its carrier has counted so much."""
    with world.app.app_context():
        stored = cards.by_carrier_ref(db.session(), card.carrier, card.carrier_ref)
        assert stored is not None
        ends_at = stored.ends_at
        assert ends_at is not None
        total, begun = stored.total_bytes, datetime.now(UTC) - card.begun_ago
        release(db.session())
    profile = {"iccid": card.iccid, "esimTranNo": card.carrier_ref, "total_bytes": total, "daily_bytes": 0}
    profile |= {"used_bytes": total * percent // 100 + 1, "activated_at": begun.isoformat()}
    profile |= {"expires_at": ends_at.isoformat(), "total_days": 30}
    requests.post(f"{world.carriers}/_standin/profiles", json=[profile], timeout=10).raise_for_status()


def mails(world: World) -> list[dict[str, str]]:
    """The reminders about the card, newest first."""
    about = f"••{CARD.iccid[-4:]}"
    return [each for each in world.messages(OWNER.email) if about in each["subject"]]


def reminders(world: World) -> list[str]:
    """Their subjects."""
    return [each["subject"] for each in mails(world)]


def test_a_card_runs_out_and_is_renewed_and_ends(world: World, owner: Visitor) -> None:
    assert reminders(world) == []
    use(world, CARD, 82)
    a_day_later(world)
    assert reminders(world) == [f"82% of the data on card ••{CARD.iccid[-4:]} is used"]
    assert "Work phone" not in _page_of_the_newest(world)
    a_day_later(world)
    assert len(reminders(world)) == 1
    _renew(world, owner)
    a_day_later(world)
    assert len(reminders(world)) == 1
    use(world, CARD, 93)
    a_day_later(world)
    assert reminders(world)[0] == f"93% of the data on card ••{CARD.iccid[-4:]} is used"
    a_day_later(world, "+8w")
    assert reminders(world)[0] == f"Card ••{CARD.iccid[-4:]} has ended"
    assert len(reminders(world)) == 3


def _page_of_the_newest(world: World) -> str:
    """What the button of the newest mail opens in a browser that nobody is signed in to."""
    stranger = Visitor(world.site).open(LINK.findall(mails(world)[0]["text"])[0])
    assert (stranger.status, stranger.path.startswith("/renew/")) == (200, True), stranger.text
    return stranger.text


def _renew(world: World, owner: Visitor) -> None:
    acts.choose(acts.Owned(owner, CARD).open())
    acts.approve(acts.go_to_paypal(owner, world))
    Worker(world.app).sweep()
    comes_by(world)


def test_the_text_message_has_the_link_of_the_mail(world: World) -> None:
    told = [each for each in mails(world) if "82%" in each["subject"]]
    texts = [each for each in world.messages(OWNER.msisdn) if "82%" in each["text"]]
    assert LINK.findall(told[0]["text"])[:1] == LINK.findall(texts[0]["text"]) != []
