"""Several pay one renewal through one link (issue 5.3): it happens once when all have paid, else all get it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.demo.people import FREE
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world
from tmcard.domain.identifiers import REF_LENGTH

CHINESE, ENGLISH = "zh-CN,zh;q=0.9,en;q=0.8", "en-GB,en;q=0.9"


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """A world of our own."""
    with demo_world(tmp_path_factory.mktemp("shared"), sqlite_template) as everything:
        yield everything


@pytest.fixture(scope="module")
def owner(shared_world: World) -> Visitor:
    """Somebody new with a card."""
    visitor, _msisdn = acts.register(shared_world, ENGLISH)
    acts.claim(visitor, FREE[0])
    return visitor


def _share(owner: Visitor, shares: int, card: str) -> str:
    """Make a link that splits the price; answers its address."""
    terms = {"skus": "asia-month-5", "shares": str(shares)}
    owner.open(f"/account/links/new?card={card}").submit("/account/links/new", **terms)
    return {box.get("id"): box.get("value", "") for box in owner.page.iter("input")}["address"]


def _pay(world: World, url: str, number: int, language: str = ENGLISH) -> Visitor:
    guest = Visitor(world.site, language).open(url)
    guest.submit("/guest/", email=f"friend{number}@guests.example", way="paypal")
    assert guest.url.startswith(world.paypal), guest.text
    return acts.approve(guest, f"friend{number}@guests.example")


@pytest.fixture(scope="module")
def card(owner: Visitor) -> str:
    """The card's name in addresses."""
    return _first(owner.open("/dashboard/"), "/dashboard/cards/")


def _first(visitor: Visitor, prefix: str) -> str:
    """The random name in the first address on the page that begins so."""
    names = [str(link.get("href", "")).removeprefix(prefix) for link in visitor.page.iter("a")]
    return next(name for name in names if len(name) == REF_LENGTH)


def _subjects(world: World, number: int) -> list[str]:
    return [mail["subject"] for mail in world.messages(f"friend{number}@guests.example")]


def _first_words(world: World, number: int) -> list[str]:
    return [" ".join(subject.split()[:2]) for subject in _subjects(world, number)]


def test_three_pay_and_the_card_is_renewed_once(shared_world: World, owner: Visitor, card: str) -> None:
    url = _share(owner, 3, card)
    first = _pay(shared_world, url, 1, CHINESE)
    assert "共 3 份，已付 1 份" in first.text
    _pay(shared_world, url, 2)
    _pay(shared_world, url, 3)
    shared_world.worker.sweep()
    shared_world.worker.sweep()
    assert "续费成功" in first.open(first.path).text
    assert len(shared_world.ledger(shared_world.carriers)["top_ups"]) == 1
    assert [len(_subjects(shared_world, number)) for number in (1, 2, 3)] == [2, 2, 1]  # the last waits for nobody
    captures = shared_world.ledger(shared_world.paypal)["captures"]
    assert [each["amount_minor"] for each in captures][-3:] == [300, 300, 300]


def _revoke_newest(owner: Visitor) -> None:
    newest = _first(owner.open("/account/links/"), "/account/links/")
    owner.open(f"/account/links/{newest}/revoke").submit("/revoke")


def test_two_of_three_pay_and_get_it_back(shared_world: World, owner: Visitor, card: str) -> None:
    url = _share(owner, 3, card)
    guests = [_pay(shared_world, url, number) for number in (4, 5)]
    shared_world.worker.sweep()
    assert [_first_words(shared_world, number) for number in (4, 5)] == [["Your share"], ["Your share"]]
    _revoke_newest(owner)
    shared_world.worker.sweep()
    shared_world.worker.sweep()
    assert all("gone back" in guest.open(guest.path).text for guest in guests)
    told = [_first_words(shared_world, number) for number in (4, 5)]
    assert told == [["Your US$3.00", "Your share"], ["Your US$3.00", "Your share"]]


def test_who_is_paid_back_before_the_first_mail_is_told_that_alone(
    shared_world: World, owner: Visitor, card: str
) -> None:
    url = _share(owner, 3, card)
    for number in (6, 7):
        _pay(shared_world, url, number)
    _revoke_newest(owner)
    shared_world.worker.sweep()
    shared_world.worker.sweep()
    assert [_first_words(shared_world, number) for number in (6, 7)] == [["Your US$3.00"], ["Your US$3.00"]]
