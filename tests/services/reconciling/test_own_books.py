"""Books that contradict themselves are told, whatever anybody else says."""

from typing import Any

import pytest

from tests.services.reconciling.accounts import lines, payment, refund
from tmcard.services.reconciling import own_books
from tmcard.store.books import OrderBook, PaymentBook
from tmcard.store.models import Order, Payment, RefundRow

BEGUN = "payment_begun>created"
CAPTURED = (BEGUN, "captured>captured")
REFUNDED = (*CAPTURED, "refund_begun>refunding", "refunded>refunded")
JOURNALS = {"created": (BEGUN,), "captured": CAPTURED, "refunded": REFUNDED}


def codes(ours: Payment, *refunds: RefundRow) -> list[str]:
    book = PaymentBook(ours, refunds, lines(*JOURNALS[ours.status]))
    return [each.code for each in own_books.of_payment(book)]


def order_codes(status: str, paying: Payment | None, *journal: str) -> list[str]:
    book = OrderBook(Order(ref="ORDER", status=status), paying, lines(*journal))
    return [each.code for each in own_books.of_order(book)]


def test_sound_books_say_nothing() -> None:
    assert codes(payment("created")) == []
    assert codes(payment("captured")) == []
    assert codes(payment("refunded"), refund()) == []


@pytest.mark.parametrize("status", ["open", "expired", "cancelled", "refunding", "refunded"])
def test_money_for_an_order_that_is_not_paid(status: str) -> None:
    ours = payment("captured")
    ours.order.status = status
    assert codes(ours) == ["captured_for_nothing"]


def test_money_that_pays_nothing() -> None:
    assert codes(payment("captured", pays_order_id=None)) == ["captured_for_nothing"]


def test_money_from_no_checkout() -> None:
    assert codes(payment("captured", checkout_id=None)) == ["not_captured_there"]
    assert codes(payment("created", checkout_id=None)) == []


def test_money_that_went_back_without_a_refund() -> None:
    assert codes(payment("refunded")) == ["refund_missing"]


@pytest.mark.parametrize("refunds", [(refund(901),), (refund(500), refund(500)), (refund(9, currency="EUR"),)])
def test_more_went_back_than_came(refunds: tuple[RefundRow, ...]) -> None:
    assert codes(payment("refunded"), *refunds) == ["refund_exceeds_capture"]


def test_what_was_really_taken_is_what_may_go_back() -> None:
    journal = lines(*REFUNDED)
    journal[1].evidence = {"amount_minor": 1000, "currency": "USD"}
    book = PaymentBook(payment("refunded"), (refund(1000),), journal)
    assert list(own_books.of_payment(book)) == []


@pytest.mark.parametrize(
    ("status", "journal"),
    [
        ("captured", ()),
        ("captured", (BEGUN,)),
        ("captured", ("captured>captured",)),
        ("captured", (BEGUN, "captured>pending")),
        ("captured", (BEGUN, "invented>captured")),
        ("captured", (*CAPTURED, "captured>captured")),
        ("refunded", (BEGUN, "refunded>refunded")),
    ],
)
def test_a_journal_with_a_gap(status: str, journal: tuple[str, ...]) -> None:
    book = PaymentBook(payment(status), (refund(),) if status == "refunded" else (), lines(*journal))
    assert [each.code for each in own_books.of_payment(book)] == ["journal_broken"]


@pytest.mark.parametrize(
    ("status", "paying", "codes"),
    [
        ("credited", payment("captured"), []),
        ("credited", payment("refunded"), []),
        ("credited", None, ["paid_without_payment"]),
        ("credited", payment("declined"), ["paid_without_payment"]),
    ],
)
def test_a_paid_order_has_its_payment(status: str, paying: Any, codes: list[str]) -> None:
    walk = ("quoted>open", "capture_completed>paid", "person_told>paid", "topping_up>crediting", "topped_up>credited")
    assert order_codes(status, paying, *walk) == codes


def test_an_orders_journal_is_walked_too() -> None:
    assert order_codes("open", None, "quoted>open", "requoted>open") == []
    assert order_codes("expired", None, "quoted>open") == ["journal_broken"]
