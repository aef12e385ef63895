"""The line a failure prints is the schedule itself."""

import pytest

from tests.faults import scripts
from tests.faults.acts import VERBS
from tests.faults.changes import CHANGES
from tests.faults.planning import KINDS, RIVALS, Reached, plan, shared_steps, singles
from tests.faults.schedules import Fault, Schedule, Unreadable, parse

LINES = [
    "pay-redirect",
    "surplus,mode=captures-twice",
    "pay-redirect,gone,kill=after:capture_call.2",
    "tab-closed,kill=before:captured.1,kill=after:refund_call.1,rival=work:90@after:capture_begun.1",
    "plan-gone,rival=change:card@after:captured.1,fault=capture.1.twice:500_after,fault=topup.2.refuse:310243",
]
REACHED = Reached(Schedule("pay-redirect"), {"before:captured": 1, "after:captured": 1}, {"capture": 1, "letter": 1})


@pytest.mark.parametrize("line", LINES)
def test_a_line_reads_as_what_it_was_written_from(line: str) -> None:
    assert str(parse(line)) == line


@pytest.mark.parametrize("line", ["pay-redirect,kill=x", "a,what=b", "a,rival=work", "a,fault=capture.1"])
def test_what_is_no_schedule_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        parse(line)


def test_a_fault_that_meets_the_repetition_is_two() -> None:
    expected = [Fault("capture", 1, "500_after"), Fault("capture", 2, "500_after")]
    assert Fault("capture", 1, "twice:500_after").single() == expected


def test_every_step_of_every_script_can_be_done() -> None:
    steps = {step for script in scripts.SCRIPTS.values() for step in script.steps} | set(RIVALS)
    assert {step.split("@")[0].split(":")[0] for step in steps} <= set(VERBS)
    assert {step.split(":")[1] for step in steps if step.startswith("change")} <= set(CHANGES)


def test_nothing_that_reaches_a_point_is_left_out() -> None:
    lines = {str(single) for single in singles(REACHED)}
    assert {"pay-redirect,kill=before:captured.1", "pay-redirect,gone,kill=after:captured.1"} <= lines
    assert "pay-redirect,rival=work@after:captured.1" in lines
    assert len([line for line in lines if "fault=capture" in line]) == len(KINDS["capture"])


def test_what_an_earlier_script_reaches_in_the_same_way_is_not_made_again() -> None:
    later = Reached(REACHED.base, {"after:captured": 2}, {"capture": 1}, {"after:captured": 1}, {"capture": 1})
    lines = {str(single) for single in singles(later)}
    assert "pay-redirect,kill=after:captured.2" in lines
    assert not [line for line in lines if "captured.1" in line or "fault" in line]


def test_scripts_share_the_steps_with_which_both_begin() -> None:
    assert shared_steps("goodwill", ["card", "pay-redirect"]) == len(scripts.SCRIPTS["pay-redirect"].steps)
    assert shared_steps("pay-redirect", []) == 0


def test_nobody_acts_inside_a_transaction() -> None:
    assert not [s for s in singles(REACHED) if s.rivals and s.rivals[0].point == "before:captured"]


def test_a_share_is_taken_evenly_and_more_are_drawn_the_same_again() -> None:
    found = list(singles(REACHED))
    assert len(set(plan(found, 5, 1))) == 5
    assert set(plan(found, 5, 1)) != set(plan(found, 5, 2))
    more = [str(s) for s in plan(found, len(found) + 20, 7)]
    assert more == [str(s) for s in plan(found, len(found) + 20, 7)]
    assert all(parse(line).weight in range(1, 4) for line in more[len(found) :])
