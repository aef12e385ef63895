"""A process is killed at every crash point of a renewal: after a restart it ends well, once. On both databases."""

import pytest

from tests.faults.story import Crash, Stage, renew, verdict
from tmcard.domain.plans import BYTES_PER_GB

CREDITED_ONCE = {
    "status": "credited",
    "captures": 1,
    "refunds": [],
    "top_ups": 1,
    "receipts": ["receipt"],
    "stated": (6 * BYTES_PER_GB, True),
    "journal_is_legal": True,
}
PAID_BACK_ONCE = {
    "status": "refunded",
    "captures": 1,
    "refunds": ["9.00"],
    "top_ups": 0,
    "receipts": ["refund"],
    "stated": (None, False),
    "journal_is_legal": True,
}
#: What each act passes, a commit or a call at a time; every one has a point before and a point after.
PASSED = {
    "pay": ["payment_begun", "create_call", "checkout_known"],
    "return": ["settle_claimed", "read_call", "capture_begun", "capture_call", "captured"],
    "work": [
        "credit_claimed", "observe_call", "top_up_begun", "top_up_call", "credited",
        "message_claimed", "message_call", "message_sent",
    ],
}  # fmt: skip
PAID_BACK = [
    "credit_claimed", "observe_call", "top_up_begun", "top_up_call", "observe_call", "delivery_impossible",
    "refund_claimed", "refund_call", "refunded", "message_claimed", "message_call", "message_sent",
]  # fmt: skip
CRASHES = [
    Crash(act, f"{side}:{name}") for act, names in PASSED.items() for name in names for side in ("before", "after")
]
REFUND_CRASHES = [
    Crash("work", f"{side}:{name}")
    for name in ("delivery_impossible", "refund_claimed", "refund_call", "refunded")
    for side in ("before", "after")
]


def both_sides(names: list[str]) -> list[str]:
    """The points around each commit or call, in the order in which they are passed."""
    return [f"{side}:{name}" for name in names for side in ("before", "after")]


def test_an_undisturbed_renewal_passes_exactly_these_points(stage: Stage) -> None:
    ref, reports = renew(stage)
    assert [report["reached"] for report in reports] == [both_sides(names) for names in PASSED.values()]
    assert verdict(stage.world, ref) == CREDITED_ONCE


def test_an_undeliverable_renewal_passes_exactly_these_points(stage: Stage) -> None:
    ref, reports = renew(stage, trouble="gone")
    assert reports[2]["reached"] == both_sides(PAID_BACK)
    assert verdict(stage.world, ref) == PAID_BACK_ONCE


@pytest.mark.parametrize("crash", CRASHES, ids=str)
def test_a_process_killed_here_leaves_a_renewal_that_is_credited_once(stage: Stage, crash: Crash) -> None:
    ref, reports = renew(stage, crash)
    assert [report["signal"] for report in reports].count(9) == 1
    assert verdict(stage.world, ref) == CREDITED_ONCE


@pytest.mark.parametrize("crash", REFUND_CRASHES, ids=str)
def test_a_process_killed_here_leaves_money_that_is_paid_back_once(stage: Stage, crash: Crash) -> None:
    ref, reports = renew(stage, crash, trouble="gone")
    assert [report["signal"] for report in reports].count(9) == 1
    assert verdict(stage.world, ref) == PAID_BACK_ONCE
