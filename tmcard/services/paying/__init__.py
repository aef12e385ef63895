"""Taking a payer's money exactly once: `start` opens an attempt, `settle` is the one door for "is it paid?"."""

from tmcard.services.paying.closing import NotClosable, can_close, close_unknown
from tmcard.services.paying.settle import settle
from tmcard.services.paying.start import (
    CarrierDown,
    MethodRefused,
    NotOpen,
    PaymentsUnavailable,
    PaymentUndecided,
    PlanWithdrawn,
    QuoteEnded,
    Urls,
    Wish,
    begin,
    start,
)

__all__ = [
    "CarrierDown",
    "MethodRefused",
    "NotClosable",
    "NotOpen",
    "PaymentUndecided",
    "PaymentsUnavailable",
    "PlanWithdrawn",
    "QuoteEnded",
    "Urls",
    "Wish",
    "begin",
    "can_close",
    "close_unknown",
    "settle",
    "start",
]
