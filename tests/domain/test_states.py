"""Walks through a state graph."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain import orders, payments
from tmcard.domain.states import Move, is_path

GRAPHS: list[Mapping[str, Move]] = [orders.MOVES, payments.MOVES]


@given(st.sampled_from(GRAPHS), st.data())
def test_every_walk_along_the_arrows_is_a_path(moves: Mapping[str, Move], data: st.DataObject) -> None:
    start = status = data.draw(st.sampled_from(sorted({s for m in moves.values() for s in m.sources})))
    events: list[str] = []
    while leaving := sorted(name for name, m in moves.items() if status in m.sources):
        events.append(data.draw(st.sampled_from(leaving)))
        status = moves[events[-1]].target
        if len(events) == 8:
            break
    assert is_path(moves, start, events)


@pytest.mark.parametrize("events", [["topped_up"], ["capture_completed", "lapsed"], ["never_heard_of"]])
def test_what_is_not_drawn_is_no_path(events: list[str]) -> None:
    assert not is_path(orders.MOVES, "open", events)


def test_nothing_happening_is_a_path() -> None:
    assert is_path(orders.MOVES, "open", [])
