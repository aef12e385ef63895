"""Refunds: whole, in parts, never too much."""

import pytest

from tests.standins.paypal.shop import Shop, issue


def part(value: str, currency: str = "USD") -> dict[str, object]:
    return {"amount": {"currency_code": currency, "value": value}}


def test_empty_body_gives_everything_back(shop: Shop) -> None:
    capture = shop.captured()
    answer = shop.refund(capture["id"])
    assert (answer.status_code, answer.get_json()["amount"]["value"]) == (201, "12.50")
    assert shop.get(f"/v2/payments/captures/{capture['id']}").get_json()["status"] == "REFUNDED"
    assert issue(shop.refund(capture["id"])) == "CAPTURE_FULLY_REFUNDED"


def test_total_refunded_is_cumulative(shop: Shop) -> None:
    capture = shop.captured()
    shop.refund(capture["id"], part("2.50"))
    breakdown = shop.refund(capture["id"], part("4.00")).get_json()["seller_payable_breakdown"]
    assert (breakdown["gross_amount"]["value"], breakdown["total_refunded_amount"]["value"]) == ("4.00", "6.50")
    assert shop.ledger()["captures"][0]["status"] == "PARTIALLY_REFUNDED"
    assert shop.refund(capture["id"]).get_json()["amount"]["value"] == "6.00"


def test_replayed_refund_answers_200_and_gives_nothing_more(shop: Shop) -> None:
    capture = shop.captured()
    first = shop.refund(capture["id"], part("1.00"), "r1").get_json()
    again = shop.refund(capture["id"], part("1.00"), "r1")
    assert (again.status_code, again.get_json()["id"]) == (200, first["id"])
    assert shop.ledger()["captures"][0]["refunded_minor"] == 100


def test_replay_works_after_the_whole_capture_was_refunded(shop: Shop) -> None:
    capture = shop.captured()
    shop.refund(capture["id"], {}, "r1")
    assert shop.refund(capture["id"], {}, "r1").status_code == 200


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (part("12.51"), "REFUND_AMOUNT_EXCEEDED"),
        (part("0.00"), "CANNOT_BE_ZERO_OR_NEGATIVE"),
        (part("1.00", "EUR"), "REFUND_CAPTURE_CURRENCY_MISMATCH"),
        ({"note_to_payer": "x" * 256}, "INVALID_STRING_LENGTH"),
    ],
)
def test_unsound_refund_is_refused(shop: Shop, body: object, refusal: str) -> None:
    assert issue(shop.refund(shop.captured()["id"], body)) == refusal


def test_pending_capture_cannot_be_refunded(shop: Shop) -> None:
    assert issue(shop.refund(shop.captured("payer+pending@example.com")["id"])) == "PENDING_CAPTURE"


def test_declined_capture_cannot_be_refunded(shop: Shop) -> None:
    assert issue(shop.refund(shop.captured("payer+cardlike-declined@example.com")["id"])) == "REFUND_NOT_ALLOWED"


def test_refund_window_is_180_days(shop: Shop) -> None:
    capture = shop.captured()
    shop.control("clock", {"advance_seconds": 181 * 86400})
    assert issue(shop.sign_in().refund(capture["id"])) == "REFUND_TIME_LIMIT_EXCEEDED"


def test_refund_invoice_id_is_used_once(shop: Shop) -> None:
    capture = shop.captured()
    body = part("1.00") | {"invoice_id": "TM-1-R1"}
    shop.refund(capture["id"], body)
    assert issue(shop.refund(capture["id"], body)) == "DUPLICATE_INVOICE_ID"


def test_refund_reads_back(shop: Shop) -> None:
    refund = shop.refund(shop.captured()["id"], part("1.00") | {"note_to_payer": "Sorry"}).get_json()
    assert shop.get(f"/v2/payments/refunds/{refund['id']}").get_json() == refund
    assert refund["custom_id"] == "attempt-1"
    assert issue(shop.get("/v2/payments/refunds/NONE")) == "INVALID_RESOURCE_ID"
