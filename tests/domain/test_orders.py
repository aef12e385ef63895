"""The graph of an order."""

import pytest

from tmcard.domain.orders import FINAL, MOVES, STOPPABLE, WORKED, OrderStatus
from tmcard.domain.states import is_path

STORIES = [
    ["capture_completed", "topping_up", "topped_up"],
    ["requoted", "capture_completed", "topping_up", "topping_up", "topped_up"],
    ["capture_completed", "delivery_impossible", "refund_completed"],
    ["capture_completed", "topping_up", "delivery_impossible", "refund_completed"],
    ["capture_completed", "held", "released", "topping_up", "held", "released", "topping_up", "topped_up"],
    ["capture_completed", "held", "delivery_impossible", "refund_completed"],
    ["paid_ahead", "queue_ended", "topping_up", "topped_up"],
    ["paid_ahead", "held", "requeued", "queue_ended", "delivery_impossible", "refund_completed"],
    ["paid_ahead", "queue_cancelled", "refund_completed"],
    ["lapsed"],
    ["withdrawn"],
]


@pytest.mark.parametrize("events", STORIES)
def test_every_way_an_order_may_go_is_drawn(events: list[str]) -> None:
    assert is_path(MOVES, OrderStatus.OPEN, events)
    assert MOVES[events[-1]].target in FINAL


def test_nothing_leaves_a_final_state() -> None:
    assert not any(move.sources & FINAL for move in MOVES.values())


def test_every_state_can_end() -> None:
    ending: set[str] = set(FINAL)
    for _ in MOVES:
        ending |= {s for m in MOVES.values() if m.target in ending for s in m.sources}
    assert ending == set(OrderStatus)


def test_a_paid_order_ends_credited_or_refunded() -> None:
    reached = {"paid"}
    for _ in MOVES:
        reached |= {m.target for m in MOVES.values() if m.sources & reached}
    assert reached & FINAL == {"credited", "refunded"}
    assert reached - FINAL == WORKED | {"held", "queued"}  # by a dispute against one that had not started


def test_a_queued_order_can_be_cancelled_until_it_starts() -> None:
    assert MOVES["queue_cancelled"].sources == {"queued"}
    assert "queued" not in MOVES["topping_up"].sources


def test_only_what_surely_was_not_delivered_can_be_stopped() -> None:
    assert {"queued", "pooled", "paid", "held"} == STOPPABLE
    assert not STOPPABLE & MOVES["topped_up"].sources


def test_what_is_credited_was_never_refunding() -> None:
    assert MOVES["topped_up"].sources == {"crediting"}
    assert "refunding" not in MOVES["topping_up"].sources
