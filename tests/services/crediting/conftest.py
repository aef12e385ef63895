"""The story with a carrier of the other kind."""

from datetime import timedelta

import pytest

from tests.services.stories import Story


@pytest.fixture
def books(story: Story) -> Story:
    """The carrier takes no transaction ids, answers no balance and reads late, but keeps books."""
    story.carrier.takes_transaction_id, story.carrier.keeps_books = False, True
    story.carrier.balance_lag = timedelta(minutes=20)
    return story
