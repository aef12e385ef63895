"""Promotions: what is taken off a price, or loaded on top, for whom, when and how often. docs/promotions.md."""

from tmcard.domain.promotions.addresses import mark
from tmcard.domain.promotions.asking import Asker
from tmcard.domain.promotions.choosing import applied, best, left_out
from tmcard.domain.promotions.kinds import (
    BY_CODE,
    FOR_NEW_OWNERS,
    Deal,
    Effect,
    ExtraData,
    Fixed,
    Kind,
    Limits,
    Line,
    Percent,
    Promotion,
)
from tmcard.domain.promotions.rules import Facts, Reason, Tally, floor, is_used_up, off, refusal

__all__ = [
    "BY_CODE",
    "FOR_NEW_OWNERS",
    "Asker",
    "Deal",
    "Effect",
    "ExtraData",
    "Facts",
    "Fixed",
    "Kind",
    "Limits",
    "Line",
    "Percent",
    "Promotion",
    "Reason",
    "Tally",
    "applied",
    "best",
    "floor",
    "is_used_up",
    "left_out",
    "mark",
    "off",
    "refusal",
]
