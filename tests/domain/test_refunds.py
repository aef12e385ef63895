"""How much of what was taken may still go back, and where refunds and disputes may stand."""

from dataclasses import dataclass

import pytest

from tmcard.domain import disputes, refunds
from tmcard.domain.money import CurrencyMismatch, Money
from tmcard.domain.refunds import ASKABLE, Reason
from tmcard.domain.states import is_path

TAKEN = Money(900, "USD")


@dataclass(frozen=True)
class Row:
    """A refund, as the rule sees it."""

    status: str
    minor: int
    capture_id: str = "C"
    currency: str = "USD"

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.minor, self.currency)


@pytest.mark.parametrize(
    ("rows", "left", "back"),
    [
        ([], 900, 0),
        ([Row("refunded", 300)], 600, 300),
        ([Row("refunding", 300)], 600, 0),
        ([Row("failed", 300)], 900, 0),
        ([Row("refunded", 300), Row("refunding", 600)], 0, 300),
        ([Row("refunded", 900, "OTHER")], 900, 0),
    ],
)
def test_what_is_left(rows: list[Row], left: int, back: int) -> None:
    assert refunds.left(TAKEN, "C", rows).amount_minor == left
    assert refunds.given_back(TAKEN, "C", rows).amount_minor == back


def test_currencies_are_never_added_up() -> None:
    with pytest.raises(CurrencyMismatch):
        refunds.left(TAKEN, "C", [Row("refunded", 1, currency="EUR")])


def test_what_a_person_may_say_is_on_the_list() -> None:
    assert set(ASKABLE) < set(Reason)
    assert not {Reason.SURPLUS, Reason.MISMATCH, Reason.UNDELIVERABLE, Reason.ELSEWHERE} & set(ASKABLE)


def test_a_refund_that_failed_may_turn_out_to_have_gone() -> None:
    assert is_path(refunds.MOVES, "refunding", ["not_given_back", "given_back"])
    assert not is_path(refunds.MOVES, "refunded", ["not_given_back"])


def test_a_dispute_may_be_opened_again() -> None:
    assert is_path(disputes.MOVES, "reported", ["dispute_opened", "dispute_resolved", "dispute_reopened"])
