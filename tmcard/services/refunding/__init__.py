"""Giving money back: `begin` decides, `ask` is a person's wish, `carry_out` does it, `reckon` sees what others did."""

from tmcard.services.refunding.ask import (
    CannotRefund,
    DeliveryUnderWay,
    DisputeOpen,
    NotRefundable,
    RefundUnderWay,
    TooLate,
    TooMuch,
    ask,
)
from tmcard.services.refunding.balancing import give_back_the_rest
from tmcard.services.refunding.beginning import begin, begin_surplus
from tmcard.services.refunding.booking import book
from tmcard.services.refunding.carrying_out import carry_out, refund
from tmcard.services.refunding.reckoning import DECIDED, LOOK_AGAIN, is_open_beside, reckon
from tmcard.store.refunds import given_back, left

__all__ = [
    "DECIDED",
    "LOOK_AGAIN",
    "CannotRefund",
    "DeliveryUnderWay",
    "DisputeOpen",
    "NotRefundable",
    "RefundUnderWay",
    "TooLate",
    "TooMuch",
    "ask",
    "begin",
    "begin_surplus",
    "book",
    "carry_out",
    "give_back_the_rest",
    "given_back",
    "is_open_beside",
    "left",
    "reckon",
    "refund",
]
