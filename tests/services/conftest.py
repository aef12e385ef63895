"""A story to tell; its books are checked when it has been told."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.services import books
from tests.services.stories import Story, tell


@pytest.fixture
def story(session: Session) -> Iterator[Story]:
    """A renewal that has not begun."""
    story = tell(session)
    yield story
    books.check(session)
