"""Taking a payer's money exactly once: `start` opens an attempt, `settle` is the one door for "is it paid?"."""

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
    start,
)

__all__ = [
    "CarrierDown",
    "MethodRefused",
    "NotOpen",
    "PaymentUndecided",
    "PaymentsUnavailable",
    "PlanWithdrawn",
    "QuoteEnded",
    "Urls",
    "settle",
    "start",
]
