"""Journeys run in a whole world: real HTTP to the site and to every stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.demo.people import PEOPLE
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world


@pytest.fixture(scope="package")
def small_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world with the demo data, shared by all journeys: each takes owners and cards of its own."""
    with demo_world(tmp_path_factory.mktemp("world"), sqlite_template) as everything:
        yield everything


@pytest.fixture(scope="package")
def english_owner(small_world: World) -> Visitor:
    """The demo owner who reads English, signed in."""
    return acts.sign_in(small_world, PEOPLE[1].msisdn, "en-GB,en;q=0.9")


@pytest.fixture
def seoul(english_owner: Visitor) -> acts.Owned:
    """A card that is low."""
    return acts.Owned(english_owner, acts.labelled("Seoul"))


@pytest.fixture
def tablet(english_owner: Visitor) -> acts.Owned:
    """A card that ends tomorrow."""
    return acts.Owned(english_owner, acts.labelled("Mum's tablet"))


@pytest.fixture
def singapore(english_owner: Visitor) -> acts.Owned:
    """A card that is used up."""
    return acts.Owned(english_owner, acts.labelled("Singapore"))
