"""The same renewal on a card of the second carrier: other units, no balance in its answers, and books to look into."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from standins.demo.people import FREE
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World
from tmcard.worker import Worker

CARD = next(card for card in FREE if card.carrier == "airalo")
SKU = "japan-month-3"


@pytest.fixture(scope="module")
def owner(small_world: World) -> Visitor:
    """Somebody new, on the page of the card."""
    visitor, _ = acts.register(small_world, "en-GB,en;q=0.9")
    return acts.claim(visitor, CARD)


@pytest.fixture(scope="module")
def page(owner: Visitor) -> str:
    """The card's page."""
    return owner.url


@pytest.fixture
def card(small_world: World, owner: Visitor, page: str) -> Iterator[Visitor]:
    """The owner looks at the card; the carrier behaves again afterwards."""
    yield owner.open(page)
    _behave(small_world, "")


def _behave(world: World, how: str) -> None:
    url = f"{world.carriers}/_standin/airalo/sims/{CARD.iccid}/behaviour"
    requests.post(url, json={"top_up": how}, timeout=10).raise_for_status()


def _top_ups(world: World) -> list[str]:
    orders = requests.get(f"{world.carriers}/_standin/ledger", timeout=10).json()["airalo"]["orders"]
    return [order["description"] for order in orders if order["type"] == "topup"]


def _pay(world: World, visitor: Visitor) -> str:
    """Choose and pay; answers the order's reference."""
    acts.approve(acts.go_to_paypal(acts.choose(visitor, SKU), world))
    return visitor.path.split("/")[2]


def test_a_renewal_is_made_once_under_our_name(small_world: World, card: Visitor) -> None:
    before = _top_ups(small_world)
    ref = _pay(small_world, card)
    small_world.worker.sweep()
    assert "Your card is renewed" in card.open(card.path).text
    assert [made for made in _top_ups(small_world) if made not in before] == [f"tm-{ref}-1"]


def test_a_lost_answer_is_found_in_the_books_and_not_asked_for_again(small_world: World, card: Visitor) -> None:
    fault = {"operation": "airalo_topup", "nth": 1, "kind": "500_after"}
    requests.post(f"{small_world.carriers}/_standin/faults", json=fault, timeout=10).raise_for_status()
    ref = _pay(small_world, card)
    _until_it_ends(small_world, card)
    assert "Your card is renewed" in card.text
    assert _top_ups(small_world).count(f"tm-{ref}-1") == 1


def test_what_the_operator_takes_no_more_is_paid_back(small_world: World, card: Visitor) -> None:
    acts.choose(card, SKU)
    _behave(small_world, "gone")
    acts.approve(acts.go_to_paypal(card, small_world))
    _until_it_ends(small_world, card)
    assert "Your money has gone back" in card.text


def _until_it_ends(world: World, visitor: Visitor) -> None:
    """The worker comes by now, and once more when it has waited a little."""
    world.worker.sweep()
    Worker(world.app, lambda: datetime.now(UTC) + timedelta(seconds=10)).sweep()
    visitor.open(visitor.path)
