"""Whoever credits may die at any instant, with a carrier of either kind: the renewal still ends delivered, once."""

from collections.abc import Iterator

import pytest

from tests.services.stories import Story
from tmcard.domain import crashpoints
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Unknown
from tmcard.store import cards
from tmcard.store.transactions import release

COMMITS = ("credit_claimed", "top_up_begun", "credited")
CALLS = ("observe_call", "top_up_call")
POINTS = [f"{side}:{name}" for name in (*COMMITS, *CALLS) for side in ("before", "after")]
BOOKS_ONLY = ["before:read_back_call", "after:read_back_call"]


class Died(BaseException):
    """The process is no more."""


@pytest.fixture(autouse=True)
def alive() -> Iterator[None]:
    """Nobody dies in the tests after these."""
    yield
    crashpoints.hook = lambda _: None


def die_at(point: str) -> list[str]:
    """Let the process die when it passes `point` for the first time; answers where it did."""
    died: list[str] = []

    def hook(name: str) -> None:
        if name == point and not died:
            died.append(name)
            raise Died

    crashpoints.hook = hook
    return died


def credited_after_death(story: Story, point: str) -> None:
    """Die there, start again, and look at what is left."""
    order = story.pay()
    died = die_at(point)
    with pytest.raises(Died):
        story.credit(order)
    story.session.rollback()
    for _ in range(6):
        story.sweep(seconds=61)
    card = cards.by_id(story.session, story.card.id)
    release(story.session)
    assert (died, story.order(order.id).status) == ([point], "credited")
    assert (len(story.carrier.top_ups), card.total_bytes) == (1, 10 * BYTES_PER_GB)
    assert story.letters(order) == ["receipt"]


@pytest.mark.parametrize("point", POINTS)
def test_a_death_with_a_carrier_that_takes_transaction_ids(story: Story, point: str, database_kind: str) -> None:
    credited_after_death(story, point)


@pytest.mark.parametrize("point", [*POINTS, *BOOKS_ONLY])
def test_a_death_with_a_carrier_that_keeps_books(books: Story, point: str, database_kind: str) -> None:
    credited_after_death(books, point)


@pytest.mark.parametrize("point", POINTS)
def test_a_death_after_a_lost_answer_with_a_carrier_that_keeps_books(books: Story, point: str) -> None:
    """The second look dies, too; those points that it does not pass are passed by the first."""
    books.carrier.lose("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.clock.tick(seconds=6)
    died = die_at(point)
    try:
        books.credit(order)
    except Died:
        books.session.rollback()
    for _ in range(6):
        books.sweep(seconds=61)
    assert bool(died) is not point.endswith(("top_up_begun", "top_up_call"))
    assert (books.order(order.id).status, len(books.carrier.top_ups)) == ("credited", 1)
