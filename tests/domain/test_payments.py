"""The graph of a payment."""

import pytest

from tmcard.domain.payments import (
    APPROVAL_LIFETIME,
    CAPTURE_REPEATABLE_FOR,
    CLOSABLE_AFTER,
    FINAL,
    MOVES,
    TAKEN,
    UNDECIDED,
    PaymentStatus,
)
from tmcard.domain.states import is_path

STORIES = [
    ["approval_seen", "capture_begun", "captured"],
    ["approval_seen", "capture_begun", "capture_retried", "capture_begun", "captured", "refund_begun", "refunded"],
    ["approval_seen", "capture_begun", "capture_pending", "captured"],
    ["approval_seen", "capture_begun", "capture_pending", "declined"],
    ["approval_seen", "capture_begun", "declined"],
    ["captured", "refund_begun", "refunded"],
    ["captured", "refund_begun", "refunded_in_part", "refund_begun", "refund_failed", "refund_begun", "refunded"],
    ["captured", "refunded"],
    ["approval_seen", "capture_begun", "forgotten"],
    ["approval_seen", "capture_begun", "closed_by_staff"],
    ["expired"],
    ["approval_seen", "expired"],
]


@pytest.mark.parametrize("events", STORIES)
def test_every_way_a_payment_may_go_is_drawn(events: list[str]) -> None:
    assert is_path(MOVES, PaymentStatus.CREATED, events)


def test_nothing_leaves_a_final_state() -> None:
    assert not any(move.sources & FINAL for move in MOVES.values())


def test_money_of_unknown_fate_never_simply_expires() -> None:
    assert not MOVES["expired"].sources & UNDECIDED


def test_money_once_taken_can_only_go_back() -> None:
    leaving = {name for name, move in MOVES.items() if move.sources & TAKEN}
    assert leaving == {"refund_begun", "refunded", "refunded_in_part", "refund_failed"}
    assert all(MOVES[name].target in TAKEN for name in leaving)


def test_every_state_can_end() -> None:
    ending: set[str] = set(FINAL) | {PaymentStatus.CAPTURED}
    for _ in MOVES:
        ending |= {s for m in MOVES.values() if m.target in ending for s in m.sources}
    assert ending == set(PaymentStatus)


def test_our_times_are_shorter_than_paypals() -> None:
    assert APPROVAL_LIFETIME.total_seconds() < 3 * 3600
    assert CAPTURE_REPEATABLE_FOR.total_seconds() < 6 * 3600
    assert CLOSABLE_AFTER.total_seconds() >= 6 * 3600
