"""The account page, with the clock standing still."""

import pytest

from tests import doors, rows
from tests.web.visits import Visit, visit
from tmcard.store.models import Owner

__all__ = ["owner", "visit"]


@pytest.fixture
def owner(visit: Visit) -> Owner:
    """Somebody who is signed in on this browser."""
    owner = doors.owner(visit.session)
    rows.sign_in(visit.browser, visit.session, owner, visit.at)
    return owner
