"""Money on its way back: the only source of a refund's states, its reasons, and how much may still go back."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from tmcard.domain.money import Money
from tmcard.domain.states import move

#: PayPal gives back for so long after a capture (REFUND_TIME_LIMIT_EXCEEDED); we ask for nothing later.
REFUND_WINDOW = timedelta(days=180)


class RefundState(StrEnum):
    """Where a refund stands. `refunding` is a claim: its outcome may be unknown."""

    REFUNDING = "refunding"
    REFUNDED = "refunded"
    FAILED = "failed"


class Origin(StrEnum):
    """Who decided that the money goes back."""

    OURS = "ours"
    STAFF = "staff"
    ELSEWHERE = "elsewhere"


class Reason(StrEnum):
    """Why money goes back: the whole list."""

    SURPLUS = "surplus"
    MISMATCH = "mismatch"
    UNDELIVERABLE = "undeliverable"
    GOODWILL = "goodwill"
    LATE = "late"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    DISPUTE = "dispute"
    ELSEWHERE = "elsewhere"
    REVERSED = "reversed"


#: The failure of an order whose owner cancelled it while it was queued.
CANCELLED = "queue_cancelled"
#: What a person may give as a reason, in the order in which it is offered.
ASKABLE = (Reason.GOODWILL, Reason.LATE, Reason.DUPLICATE, Reason.WITHDRAWN, Reason.DISPUTE)

S = RefundState
#: A refund begins as `refund_asked`, or as `refund_found` when somebody else gave the money back.
BEGINS = {"refund_asked": S.REFUNDING, "refund_found": S.REFUNDED}
MOVES = {
    "given_back": move(S.REFUNDED, S.REFUNDING, S.FAILED),
    "not_given_back": move(S.FAILED, S.REFUNDING),
}


class Part(Protocol):
    """What is asked of a refund to know what is left."""

    @property
    def status(self) -> str:
        """Where it stands."""

    @property
    def capture_id(self) -> str:
        """Which capture it gives back."""

    @property
    def amount(self) -> Money:
        """How much."""


def reason_for(failure: str | None) -> Reason:
    """Why the money of an order goes back that ended without being delivered."""
    return Reason.WITHDRAWN if failure == CANCELLED else Reason.UNDELIVERABLE


def left(captured: Money, capture_id: str, refunds: Iterable[Part]) -> Money:
    """What of a capture has neither gone back nor is on its way."""
    return captured - _sum(captured, [each for each in _of(refunds, capture_id) if each.status != S.FAILED])


def given_back(captured: Money, capture_id: str, refunds: Iterable[Part]) -> Money:
    """What of a capture has gone back for certain."""
    return _sum(captured, [each for each in _of(refunds, capture_id) if each.status == S.REFUNDED])


def _of(refunds: Iterable[Part], capture_id: str) -> list[Part]:
    return [each for each in refunds if each.capture_id == capture_id]


def _sum(captured: Money, refunds: list[Part]) -> Money:
    return sum((each.amount for each in refunds), Money(0, captured.currency))
