"""What PayPal answers, read cautiously."""

from typing import Any

import pytest

from tmcard.adapters.paypal import answers
from tmcard.adapters.paypal.transport import Reply
from tmcard.domain.money import Money
from tmcard.domain.ports import CaptureStatus, CheckoutStatus, RefundStatus, Unknown
from tmcard.domain.three_d_secure import Answer, Authentication, Enrollment, Shift

USD = {"currency_code": "USD", "value": "12.50"}


def read(document: Any) -> Any:
    return answers.checkout(Reply(200, document, {"debug_id": "d"}))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("CREATED", CheckoutStatus.WAITING),
        ("SAVED", CheckoutStatus.WAITING),
        ("PAYER_ACTION_REQUIRED", CheckoutStatus.WAITING),
        ("APPROVED", CheckoutStatus.APPROVED),
        ("COMPLETED", CheckoutStatus.COMPLETED),
        ("VOIDED", CheckoutStatus.VOIDED),
        ("INVENTED", CheckoutStatus.WAITING),
    ],
)
def test_order_status_in_our_words(order_json: Any, word: str, status: CheckoutStatus) -> None:
    assert read(order_json(word)).status is status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("COMPLETED", CaptureStatus.COMPLETED),
        ("PENDING", CaptureStatus.PENDING),
        ("DECLINED", CaptureStatus.DECLINED),
        ("FAILED", CaptureStatus.DECLINED),
        ("REFUNDED", CaptureStatus.REFUNDED),
        ("PARTIALLY_REFUNDED", CaptureStatus.PARTIALLY_REFUNDED),
        ("INVENTED", CaptureStatus.PENDING),
    ],
)
def test_capture_status_in_our_words(order_json: Any, word: str, status: CaptureStatus) -> None:
    (capture,) = read(order_json("COMPLETED", word)).captures
    assert (capture.status, capture.amount, capture.custom_id) == (status, Money(1250, "USD"), "ABC")


def test_ids_stated_only_in_the_capture_are_found(order_json: Any) -> None:
    document = order_json("COMPLETED", "COMPLETED", custom_id=None, invoice_id=None)
    del document["purchase_units"][0]["amount"]
    checkout = read(document)
    assert (checkout.custom_id, checkout.invoice_id, checkout.amount) == ("ABC", "ABC-1", None)


def test_ids_stated_only_in_the_unit_reach_the_capture(order_json: Any) -> None:
    document = order_json("COMPLETED", "COMPLETED")
    del document["purchase_units"][0]["payments"]["captures"][0]["custom_id"]
    assert read(document).captures[0].custom_id == "ABC"


def test_minimal_answer_has_id_and_status() -> None:
    checkout = read({"id": "X1", "status": "COMPLETED"})
    assert (checkout.id, checkout.amount, checkout.captures) == ("X1", None, ())


def test_order_of_several_units_has_no_amount_to_trust(order_json: Any) -> None:
    document = order_json()
    document["purchase_units"] *= 2
    assert read(document).amount is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status_details": {"reason": "PENDING_REVIEW"}}, "pending_review"),
        ({"processor_response": {"response_code": "5120"}}, "processor_5120"),
        ({"status_details": None}, ""),
    ],
)
def test_reason_of_a_capture(order_json: Any, more: dict[str, Any], reason: str) -> None:
    document = order_json("COMPLETED", "DECLINED")
    document["purchase_units"][0]["payments"]["captures"][0].update(more)
    assert read(document).captures[0].reason == reason


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "../x"},
        {"status": None, "id": 5},
        {"status": []},
        {"purchase_units": ["x"]},
        {"purchase_units": {"a": 1}},
        {"purchase_units": [{"amount": {"currency_code": "USD", "value": "NaN"}}]},
        {"purchase_units": [{"payments": {"captures": [{"id": "X", "status": "COMPLETED"}]}}]},
        {"purchase_units": [{"payments": {"captures": [{"id": "X", "amount": USD}]}}]},
        {"purchase_units": [{"payments": {"captures": [{"status": "COMPLETED", "amount": USD}]}}]},
    ],
)
def test_order_we_cannot_read_is_unknown(order_json: Any, change: dict[str, Any]) -> None:
    with pytest.raises(Unknown, match="unreadable") as caught:
        read({**order_json(), **change})
    assert caught.value.evidence == {"debug_id": "d"}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("COMPLETED", RefundStatus.COMPLETED),
        ("PENDING", RefundStatus.PENDING),
        ("FAILED", RefundStatus.FAILED),
        ("CANCELLED", RefundStatus.FAILED),
        ("INVENTED", RefundStatus.PENDING),
    ],
)
def test_refund_status_in_our_words(word: str, status: RefundStatus) -> None:
    document = {"id": "1JU0", "status": word, "amount": USD, "seller_payable_breakdown": {"total_refunded_amount": {}}}
    refund = answers.refund(Reply(201, document, {}))
    assert (refund.status, refund.amount) == (status, Money(1250, "USD"))


@pytest.mark.parametrize("document", [{}, {"id": "X", "status": "COMPLETED"}, {"id": "X", "status": [], "amount": USD}])
def test_refund_we_cannot_read_is_unknown(document: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        answers.refund(Reply(201, document, {}))


def authenticated(order_json: Any, **result: Any) -> Any:
    """What is read of a card with this on record."""
    return read({**order_json(), "payment_source": {"card": {"authentication_result": result}}}).authentication


def secure(enrollment: str, status: str = "") -> dict[str, str]:
    words = {"enrollment_status": enrollment, "authentication_status": status}
    return {name: word for name, word in words.items() if word}


@pytest.mark.parametrize(
    ("shift", "words", "expected"),
    [
        ("POSSIBLE", secure("Y", "Y"), Authentication(Shift.POSSIBLE, Enrollment.YES, Answer.PASSED)),
        ("YES", secure("Y", "A"), Authentication(Shift.POSSIBLE, Enrollment.YES, Answer.ATTEMPTED)),
        ("NO", secure("Y", "N"), Authentication(Shift.NO, Enrollment.YES, Answer.FAILED)),
        ("NO", secure("Y", "R"), Authentication(Shift.NO, Enrollment.YES, Answer.REJECTED)),
        ("NO", secure("N"), Authentication(Shift.NO, Enrollment.NO, Answer.ABSENT)),
        ("UNKNOWN", secure("Y", "C"), Authentication(Shift.UNKNOWN, Enrollment.YES, Answer.CHALLENGED)),
        ("NO", secure("B", "INVENTED"), Authentication(Shift.NO, Enrollment.BYPASSED, Answer.UNABLE)),
        ("INVENTED", secure("INVENTED"), Authentication(Shift.UNKNOWN, Enrollment.ABSENT, Answer.ABSENT)),
        ("NO", None, Authentication(Shift.NO, Enrollment.ABSENT, Answer.ABSENT)),
    ],
)
def test_what_the_issuer_said_in_our_words(order_json: Any, shift: str, words: Any, expected: Authentication) -> None:
    """Lesson 24: words unheard of never let money pass."""
    assert authenticated(order_json, liability_shift=shift, three_d_secure=words) == expected


@pytest.mark.parametrize("source", [None, {}, {"paypal": {}}, {"card": {"brand": "VISA"}}, {"apple_pay": {}}])
def test_without_an_answer_of_an_issuer_there_is_none(order_json: Any, source: Any) -> None:
    assert read({**order_json(), "payment_source": source}).authentication is None


@pytest.mark.parametrize("result", ["POSSIBLE", [], {"three_d_secure": "Y"}])
def test_an_answer_of_another_shape_is_unknown(order_json: Any, result: Any) -> None:
    with pytest.raises(Unknown):
        read({**order_json(), "payment_source": {"card": {"authentication_result": result}}})
