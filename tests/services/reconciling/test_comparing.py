"""Every pair of accounts, ours and theirs: what agrees, and what the difference is called."""

from typing import Any

import pytest

from tests.services.reconciling.accounts import Accounts, capture, checkout, payment, refund
from tmcard.domain.money import Money
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.ports import CaptureStatus, Refund, RefundStatus
from tmcard.services.reconciling import comparing
from tmcard.services.reconciling.differences import text
from tmcard.store.books import PaymentBook

#: Ours down, theirs across. C captured, P pending, D declined, R refunded, r partly: there, not here. N not captured
#: there, B not back there, a dot agrees.
TABLE = """
                none  pending declined completed partially_refunded refunded
    created     .     P       D        C         r                  R
    approved    .     P       D        C         r                  R
    capturing   .     P       D        C         r                  R
    pending     N     .       D        C         r                  R
    declined    .     P       .        C         r                  .
    expired     .     P       .        C         r                  .
    captured    N     N       N        .         r                  R
    refunding   N     N       N        .         r                  R
    refunded    N     N       N        B         B                  .
"""
WORDS = {
    "C": ["captured_there_not_here"],
    "P": ["pending_there_not_here"],
    "D": ["declined_there_not_here"],
    "R": ["refunded_there_not_here"],
    "r": ["partly_refunded_there"],
    "N": ["not_captured_there"],
    "B": ["not_refunded_there"],
    ".": [],
}
HEAD, *BODY = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(row[0], there, WORDS[mark]) for row in BODY for there, mark in zip(HEAD, row[1:], strict=True)]


def test_the_table_names_every_state() -> None:
    assert {row[0] for row in BODY} == set(PaymentStatus)
    assert set(HEAD) == {"none", *CaptureStatus}


@pytest.mark.parametrize(("ours", "theirs", "codes"), CASES)
def test_where_the_money_stands(ours: str, theirs: str, codes: list[str]) -> None:
    captures = () if theirs == "none" else (capture(theirs),)
    assert Accounts(payment(ours), checkout(*captures)).codes() == codes


@pytest.mark.parametrize("status", ["waiting", "approved", "voided"])
def test_what_nobody_paid_is_no_difference(status: str) -> None:
    assert Accounts(payment("created"), checkout(status=status)).codes() == []
    assert Accounts(payment("expired"), checkout(status=status, amount=None)).codes() == []


def test_a_capture_that_can_never_come_is_one() -> None:
    assert Accounts(payment("capturing"), checkout(status="voided")).codes() == ["not_captured_there"]


@pytest.mark.parametrize("amount", [Money(899, "USD"), Money(900, "EUR")])
def test_money_is_compared_to_the_cent_and_by_currency(amount: Money) -> None:
    assert Accounts(payment("captured"), checkout(capture(amount=amount))).codes() == ["amount_differs"]
    assert Accounts(payment("created"), checkout(status="waiting", amount=amount)).codes() == ["amount_differs"]


@pytest.mark.parametrize("odd", [{"custom_id": "OTHER"}, {"invoice_id": ""}])
def test_our_ids_are_compared(odd: dict[str, Any]) -> None:
    assert Accounts(payment("captured"), checkout(capture(**odd))).codes() == ["ids_differ"]
    assert Accounts(payment("captured"), checkout(capture(), **odd)).codes() == ["ids_differ"]


def test_another_capture_than_the_one_we_know_is_told() -> None:
    assert Accounts(payment("captured"), checkout(capture(key="OTHER"))).codes() == ["ids_differ"]


def test_what_went_back_whole_is_over_whatever_it_was() -> None:
    assert Accounts(payment("refunded"), checkout(capture("refunded", amount=Money(1, "EUR")))).codes() == []


@pytest.mark.parametrize("ours", ["capturing", "captured", "refunded"])
@pytest.mark.parametrize("keys", [("CAPTURE", "MORE"), ("MORE", "CAPTURE")])
def test_money_taken_twice_is_told_even_when_one_went_back(ours: str, keys: tuple[str, str]) -> None:
    status = "refunded" if ours == "refunded" else "completed"
    captures = [capture(status if key == "CAPTURE" else "completed", key) for key in keys]
    assert Accounts(payment(ours), checkout(*captures)).codes()[0] == "two_captures"


def test_a_declined_try_before_the_capture_is_not_a_second_one() -> None:
    theirs = checkout(capture("declined", "FIRST"), capture())
    assert Accounts(payment("captured"), theirs).codes() == []


def test_a_part_that_we_gave_back_ourselves_agrees() -> None:
    theirs = checkout(capture("partially_refunded"))
    assert Accounts(payment("captured"), theirs, (refund(300),)).codes() == []
    assert Accounts(payment("captured"), theirs, (refund(300, "refunding"),)).codes() == ["partly_refunded_there"]


@pytest.mark.parametrize(
    ("ours", "theirs", "minor", "codes"),
    [
        ("refunded", RefundStatus.COMPLETED, 900, []),
        ("refunded", RefundStatus.COMPLETED, 800, ["refund_differs"]),
        ("refunded", RefundStatus.FAILED, 900, ["not_refunded_there"]),
        ("refunded", RefundStatus.PENDING, 900, ["not_refunded_there"]),
        ("refunding", RefundStatus.PENDING, 900, []),
        ("refunding", RefundStatus.COMPLETED, 900, ["refunded_there_not_here"]),
    ],
)
def test_refunds(ours: str, theirs: RefundStatus, minor: int, codes: list[str]) -> None:
    answer = Refund("REFUND", theirs, Money(minor, "USD"))
    found = comparing.with_refund(PaymentBook(payment(ours)), refund(status=ours), answer)
    assert [each.code for each in found] == codes


@pytest.mark.parametrize("status", PaymentStatus)
def test_a_checkout_that_has_lapsed_matters_only_where_money_did(status: PaymentStatus) -> None:
    matters = status in {"capturing", "pending", "captured", "refunding", "refunded"}
    assert [each.code for each in comparing.with_nothing(payment(status))] == ["unknown_there"] * matters


@pytest.mark.parametrize(
    ("amount", "words"), [(Money(905, "USD"), "9.05 USD"), (Money(9, "JPY"), "9 JPY"), (Money(-5, "KWD"), "-0.005 KWD")]
)
def test_amounts_in_words(amount: Money, words: str) -> None:
    assert text(amount) == words


def test_no_amount_in_words() -> None:
    assert text(None) == "none"
