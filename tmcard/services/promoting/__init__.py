"""Promotions at work: what is on for whom, what an order reserves of it, and what friends bring."""

from tmcard.services.promoting.board import Board, about, board
from tmcard.services.promoting.referring import Brought, brought, code_of, credited
from tmcard.services.promoting.running import Running, running
from tmcard.services.promoting.using import is_kept, keep, reserve, still_has

__all__ = [
    "Board",
    "Brought",
    "Running",
    "about",
    "board",
    "brought",
    "code_of",
    "credited",
    "is_kept",
    "keep",
    "reserve",
    "running",
    "still_has",
]
