"""A process is killed at every crash point of a renewal: after a restart the order ends credited, once."""

from collections import Counter

import pytest

from tests.faults.story import Crash, Stage, renew, verdict
from tmcard.domain.plans import BYTES_PER_GB

CREDITED_ONCE = {
    "status": "credited",
    "captures": 1,
    "top_ups": 1,
    "receipts": ["receipt"],
    "stated": (6 * BYTES_PER_GB, True),
    "journal_is_legal": True,
}
#: What an undisturbed renewal passes, act by act. A test holds this list to the code.
POINTS = {
    "pay": [],
    "return": [],
    "work": [],
}


def crashes() -> list[Crash]:
    """One for every point each act passes."""
    return [Crash(act, point) for act, points in POINTS.items() for point in points]


@pytest.mark.parametrize("stage", ["sqlite_stage"])
def test_the_list_of_crash_points_is_the_codes_own(stage: str, request: pytest.FixtureRequest) -> None:
    _, reports = renew(request.getfixturevalue(stage))
    passed = [list(Counter(report["reached"])) for report in reports[:3]]
    assert dict(zip(POINTS, passed, strict=True)) == POINTS
