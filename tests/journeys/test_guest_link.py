"""Somebody else pays: from the owner's card over the link to the renewal, and nobody learns more than they should."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from standins.demo.people import FREE, PASSWORD
from tests import papers
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world

CHINESE, ENGLISH = "zh-CN,zh;q=0.9,en;q=0.8", "en-GB,en;q=0.9"
LABEL, EMAIL, ZONE = "Canary label of the owner", "canary-owner@owners.example", "Pacific/Chatham"
PAYER = "payer@guests.example"


@dataclass
class Eavesdropper(Visitor):
    """A guest who keeps everything that came: pages and headers, those of redirects as well."""

    heard: list[str] = field(default_factory=list)

    def _look(self, answer: requests.Response) -> Visitor:
        self.heard += [f"{each.url}\n{each.headers}\n{each.text}" for each in (*answer.history, answer)]
        return super()._look(answer)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with a card, each of whose private words is a planted one."""

    visitor: Visitor
    msisdn: str
    card: str

    def leaks(self, *texts: str) -> list[str]:
        """What of theirs can be found in the texts."""
        secrets = ("canary", "owners.example", "chatham", self.msisdn[-8:])
        return [secret for secret in secrets if any(secret in text.lower() for text in texts)]

    def share(self, **terms: str) -> str:
        """Make a link; answers its address."""
        self.visitor.open(f"/account/links/new?card={self.card}").submit("/account/links/new", **terms)
        boxes = {box.get("id"): box.get("value", "") for box in self.visitor.page.iter("input")}
        return boxes["address"]


@pytest.fixture(scope="module")
def guest_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """A world of our own: what its people give away is planted."""
    with demo_world(tmp_path_factory.mktemp("guests"), sqlite_template) as everything:
        yield everything


@pytest.fixture(scope="module")
def owner(guest_world: World) -> Owner:
    """Somebody new who has given everything that could leak."""
    visitor, msisdn = acts.register(guest_world, ENGLISH)
    acts.claim(visitor, FREE[0])
    ref = visitor.path.rpartition("/")[2]
    visitor.submit("/rename", label=LABEL)
    visitor.open("/account/").submit("/account/preferences", locale="en", zone=ZONE)
    visitor.open("/account/").submit("/account/email", email=EMAIL, proof=PASSWORD)
    return Owner(visitor, msisdn, ref)


def _pay(world: World, guest: Visitor) -> Visitor:
    guest.submit("/guest/", email=PAYER, way="paypal")
    assert guest.url.startswith(world.paypal), guest.text
    acts.approve(guest, PAYER)
    world.worker.sweep()
    return guest.open(guest.path)


@pytest.mark.parametrize(
    ("language", "words", "done"),
    [(CHINESE, ("帮人续费", "US$9.00"), "续费成功"), (ENGLISH, ("for somebody", "US$9.00"), "is renewed")],
    ids=["zh", "en"],
)
def test_a_guest_pays_and_learns_nothing_of_the_owner(
    guest_world: World,
    owner: Owner,
    language: str,
    words: tuple[str, ...],
    done: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    url = owner.share(skus="asia-month-5", note="Thank you")
    capfd.readouterr()
    guest = Eavesdropper(guest_world.site, language)
    guest.open(url)
    assert all(word in guest.text for word in (*words, "Thank you", FREE[0].iccid[-4:]))
    _pay(guest_world, guest)
    assert done in guest.text
    assert (mails := guest_world.messages(PAYER))
    ledger = json.dumps(guest_world.ledger(guest_world.paypal))
    assert owner.leaks(*guest.heard, *map(json.dumps, mails), ledger, capfd.readouterr().out) == []
    assert owner.leaks(*_papers(guest_world, mails)) == []
    assert url.rpartition("/")[2] not in ledger + "".join(guest.heard[1:])


def _papers(world: World, mails: list[dict[str, str]]) -> list[str]:
    """The text of every PDF that came along."""
    mailbox = f"http://127.0.0.1:{world.ports.mailbox}/messages"
    files = [requests.get(f"{mailbox}/{mail['id']}/attachments/0", timeout=10) for mail in mails if mail["attachments"]]
    return ["".join(papers.pages(file.content)) for file in files]


def test_the_owner_learns_that_it_happened_and_not_who_paid(guest_world: World, owner: Owner) -> None:
    guest = Visitor(guest_world.site, CHINESE).open(owner.share(skus="asia-month-5"))
    _pay(guest_world, guest)
    guest_world.worker.sweep()
    told = [mail for mail in guest_world.messages(EMAIL) if "renewed your T-M card" in mail["subject"]]
    assert LABEL in told[0]["text"]
    owner.visitor.open("/account/links/")
    assert "US$9.00" in owner.visitor.text
    assert "guests.example" not in owner.visitor.text + json.dumps(told)


def test_a_guest_who_has_an_account_keeps_the_payment_in_it(guest_world: World, owner: Owner) -> None:
    guest, _msisdn = acts.register(guest_world, ENGLISH)
    _pay(guest_world, guest.open(owner.share(skus="asia-month-5")))
    guest.submit("/keep")
    assert "kept in your account" in guest.text
    guest.open("/account/links/")
    assert "Payments you made for others" in guest.text
    assert owner.leaks(guest.text) == []


def test_a_link_that_was_used_up_says_so_to_the_next(guest_world: World, owner: Owner) -> None:
    url = owner.share(skus="asia-month-5")
    _pay(guest_world, Visitor(guest_world.site, ENGLISH).open(url))
    late = Visitor(guest_world.site, ENGLISH).open(url)
    assert late.status == 410
    assert "has been used already" in late.text


def test_taken_back_while_the_guest_is_at_paypal_no_money_is_taken(guest_world: World, owner: Owner) -> None:
    guest = Visitor(guest_world.site, ENGLISH).open(owner.share(skus="asia-month-5"))
    guest.submit("/guest/", email=PAYER, way="paypal")
    link = owner.visitor.path
    owner.visitor.open(f"{link}/revoke").submit("/revoke")
    before = len(guest_world.ledger(guest_world.paypal)["captures"])
    acts.approve(guest, PAYER)
    guest_world.worker.sweep()
    assert len(guest_world.ledger(guest_world.paypal)["captures"]) == before
    assert "taken back" in guest.open(guest.path).text
