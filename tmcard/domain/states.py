"""What a state machine of ours is made of: moves with their sources and their target."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of a state graph: what happened may lead from any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


@dataclass(frozen=True, slots=True)
class Act:
    """Who moves a row, when, on what evidence. With `fence`, only the newest claim on the row may move it."""

    actor: str
    at: datetime
    fence: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


def move(target: StrEnum, *sources: StrEnum) -> Move:
    """An arrow from each of `sources` to `target`."""
    return Move(frozenset(s.value for s in sources), target.value)


def is_path(moves: Mapping[str, Move], start: str, events: list[str]) -> bool:
    """Whether `events`, in this order, are a walk through the graph that begins at `start`."""
    status = start
    for event in events:
        step = moves.get(event)
        if step is None or status not in step.sources:
            return False
        status = step.target
    return True
