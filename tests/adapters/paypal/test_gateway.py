"""The five calls of the Payments port, against a scripted PayPal."""

from dataclasses import replace
from typing import Any

import pytest

from tests.adapters.vendor import Reply, Vendor
from tmcard.adapters.paypal.gateway import PayPalPayments
from tmcard.domain.money import Money
from tmcard.domain.ports import (
    CaptureStatus,
    CheckoutRequest,
    CheckoutStatus,
    NotFound,
    NotSent,
    Payments,
    Refund,
    RefundStatus,
    Refused,
)

ORDER = "5O190127TN364715T"
CREATE, READ = "POST /v2/checkout/orders", f"GET /v2/checkout/orders/{ORDER}"
CAPTURE = f"POST /v2/checkout/orders/{ORDER}/capture"
REFUND = "POST /v2/payments/captures/3C679366HH908993F/refund"
REFUNDED = {"id": "1JU08902", "status": "COMPLETED", "amount": {"currency_code": "USD", "value": "12.50"}}


def no(issue: str, status: int = 422, **more: Any) -> Reply:
    return Reply(status, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}], **more})


def test_gateway_is_a_payment_service(payments: PayPalPayments) -> None:
    port: Payments = payments
    assert port


@pytest.mark.parametrize("rel", ["payer-action", "approve"])
@pytest.mark.parametrize("status", [200, 201])
def test_create_answers_where_the_payer_goes_next(
    paypal: Vendor, payments: Any, request_: CheckoutRequest, rel: str, status: int
) -> None:
    link = {"rel": rel, "href": f"https://www.paypal.com/checkoutnow?token={ORDER}"}
    paypal.on(CREATE, Reply(status, {"id": ORDER, "status": "PAYER_ACTION_REQUIRED", "links": [link]}))
    checkout = payments.create(request_)
    assert (checkout.id, checkout.status, checkout.approval_url) == (ORDER, CheckoutStatus.WAITING, link["href"])
    headers = paypal.calls(CREATE)[0].headers
    assert (headers["PayPal-Request-Id"], headers["Prefer"]) == ("tm-ABC-create-1", "return=representation")


def test_read_answers_amount_and_our_ids(paypal: Vendor, payments: Any, order_json: Any) -> None:
    paypal.on(READ, Reply(200, order_json()))
    checkout = payments.read(ORDER)
    assert (checkout.amount, checkout.custom_id, checkout.invoice_id) == (Money(1250, "USD"), "ABC", "ABC-1")
    assert checkout.status is CheckoutStatus.APPROVED


def test_lapsed_checkout_is_not_found(paypal: Vendor, payments: Any) -> None:
    paypal.on(READ, no("INVALID_RESOURCE_ID", 404))
    with pytest.raises(NotFound):
        payments.read(ORDER)


def test_malformed_id_asks_paypal_nothing(paypal: Vendor, payments: Any) -> None:
    with pytest.raises(NotFound):
        payments.read("../v1/oauth2/token")
    assert paypal.seen == []


@pytest.mark.parametrize("status", [200, 201])
def test_replayed_capture_is_a_capture(paypal: Vendor, payments: Any, order_json: Any, status: int) -> None:
    paypal.on(CAPTURE, Reply(status, order_json("COMPLETED", "COMPLETED")))
    (capture,) = payments.capture(ORDER, "tm-ABC-capture").captures
    assert (capture.id, capture.status) == ("3C679366HH908993F", CaptureStatus.COMPLETED)
    assert paypal.calls(CAPTURE)[0].body == b"{}"


def test_declined_card_is_an_answer_not_an_error(paypal: Vendor, payments: Any, order_json: Any) -> None:
    """Lesson 3: 201 and order COMPLETED, yet no money."""
    paypal.on(CAPTURE, Reply(201, order_json("COMPLETED", "DECLINED")))
    checkout = payments.capture(ORDER, "tm-ABC-capture")
    assert [c.status for c in checkout.captures] == [CaptureStatus.DECLINED]


@pytest.mark.parametrize("issue", ["INSTRUMENT_DECLINED", "PAYER_ACTION_REQUIRED"])
def test_payer_can_be_sent_back(paypal: Vendor, payments: Any, issue: str) -> None:
    """Lessons 22 and 23: recoverable, with the link to recover by."""
    url = f"https://www.paypal.com/checkoutnow?token={ORDER}"
    paypal.on(CAPTURE, no(issue, links=[{"rel": "redirect", "href": url}]))
    with pytest.raises(Refused, match=issue.lower()) as caught:
        payments.capture(ORDER, "tm-ABC-capture")
    assert (caught.value.evidence["approval_url"], caught.value.permanent) == (url, False)


def test_nobody_listening_is_not_sent(nobody: str, request_: CheckoutRequest) -> None:
    with pytest.raises(NotSent):
        PayPalPayments(nobody, "c", "s").create(request_)


def test_guard_stands_before_the_token_too(paypal: Vendor, request_: CheckoutRequest) -> None:
    def guard() -> None:
        raise AssertionError("a transaction is open")

    with pytest.raises(AssertionError):
        PayPalPayments(paypal.base_url, "c", "s", guard=guard).create(request_)
    assert paypal.seen == []


@pytest.mark.parametrize("status", [200, 201])
def test_refund_gives_back_exactly_what_was_asked(
    paypal: Vendor, payments: Any, refund_request: Any, status: int
) -> None:
    paypal.on(REFUND, Reply(status, REFUNDED))
    assert payments.refund(refund_request) == Refund("1JU08902", RefundStatus.COMPLETED, Money(1250, "USD"))
    seen = paypal.calls(REFUND)[0]
    assert (seen.json["amount"]["value"], seen.headers["PayPal-Request-Id"]) == ("12.50", "tm-ABC-refund-1")


@pytest.mark.parametrize(
    ("issue", "code"),
    [
        ("CAPTURE_FULLY_REFUNDED", "already_refunded"),
        ("PAYER_ACCOUNT_LOCKED_OR_CLOSED", "refund_impossible"),
        ("TRANSACTION_DISPUTED", "disputed"),
        ("PREVIOUS_REQUEST_IN_PROGRESS", "in_progress"),
    ],
)
def test_refused_refund_in_our_words(paypal: Vendor, payments: Any, refund_request: Any, issue: str, code: str) -> None:
    paypal.on(REFUND, no(issue))
    with pytest.raises(Refused) as caught:
        payments.refund(refund_request)
    assert caught.value.code == code


def test_refund_is_read_by_its_id(paypal: Vendor, payments: Any) -> None:
    paypal.on("GET /v2/payments/refunds/1JU08902", Reply(200, {**REFUNDED, "status": "PENDING"}))
    assert payments.read_refund("1JU08902").status is RefundStatus.PENDING


def test_price_paypal_cannot_take_is_refused_before_any_call(paypal: Vendor, payments: Any, request_: Any) -> None:
    with pytest.raises(Refused, match="rejected") as caught:
        payments.create(replace(request_, amount=Money(5000, "KRW")))
    assert caught.value.evidence["issue"] == "unpayable_amount"
    assert paypal.seen == []
