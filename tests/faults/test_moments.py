"""A schedule goes on from just before its first trouble, and ends as if it had been played whole."""

import pytest

from tests.faults.memory import Memory
from tests.faults.moments import Moment, Moments
from tests.faults.running import hands
from tests.faults.schedules import Schedule, parse

EARLY = Moment({}, Memory(step=1, passed={"after:a": 1}).as_json(), {"capture": 0})
LATE = Moment({}, Memory(step=2, passed={"after:a": 2}).as_json(), {"capture": 1})


def _record(_base: Schedule) -> list[Moment]:
    return [EARLY, LATE]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("tab-closed,kill=after:a.1", None),
        ("tab-closed,kill=after:a.2", EARLY),
        ("tab-closed,kill=after:a.3", LATE),
        ("tab-closed,fault=capture.1.reset", EARLY),
        ("tab-closed,kill=after:a.3,fault=capture.1.reset", EARLY),
        ("tab-closed,rival=work@after:a.2,fault=capture.2.reset", EARLY),
        ("tab-closed", None),
    ],
)
def test_it_begins_where_nothing_has_gone_wrong_yet(line: str, begins: Moment | None) -> None:
    known, schedule = Moments(), parse(line)
    assert known.last_calm(schedule, _record) is None  # for a single schedule nothing is kept
    assert known.last_calm(schedule, _record) is begins


@pytest.mark.parametrize(
    "line",
    [
        "pay-redirect,kill=after:captured.1",
        "tab-closed,fault=capture.1.500_after",
        "goodwill,rival=work@after:refund_call.1",
    ],
)
def test_it_ends_as_if_it_had_been_played_whole(line: str) -> None:
    with hands(1) as (hand,):
        whole, later = hand.play(parse(line)), hand.play(parse(line))
    assert (later.wrongs, later.status, later.kills, later.rivals) == ([], whole.status, whole.kills, whole.rivals)
