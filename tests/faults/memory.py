"""What outlives a killed process outside our books: how far the script is, what the payer has in hand and was told."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Memory:
    """Handed from a process that died to the one that comes after it."""

    step: int = 0
    seconds: float = 0.0
    #: How often each crash point was passed, in all processes together.
    passed: dict[str, int] = field(default_factory=dict)
    #: In an undisturbed script: what was passed and called before each step.
    marks: list[dict[str, dict[str, int]]] = field(default_factory=list)
    #: Where the payer was sent to approve, by order.
    approvals: dict[str, str] = field(default_factory=dict)
    #: What pages said: `[order, state]`, oldest first.
    told: list[list[str]] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    letters: int = 0
    kills: int = 0
    #: When, by the world's clock, the last process died.
    died_at: float = 0.0
    #: Rivals that had their turn.
    rivals: int = 0

    def as_json(self) -> dict[str, Any]:
        """What goes through the pipe."""
        return asdict(self)
