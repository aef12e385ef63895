"""What must hold of promotions holds at the end of every story."""

from collections.abc import Iterator

import pytest

from tests import promotion_books
from tests.services.stories import Story
from tmcard.store.transactions import release


@pytest.fixture(autouse=True)
def sound(story: Story) -> Iterator[None]:
    """The books of promotions are in order whenever a test ends."""
    yield
    story.session.rollback()
    assert promotion_books.faults(story.session, story.clock()) == []
    release(story.session)
