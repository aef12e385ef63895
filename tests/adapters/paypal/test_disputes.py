"""Disputes as PayPal writes them, in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.vendor import PATIENT, Reply, Vendor
from tmcard.adapters.paypal.disputes import PayPalDisputes
from tmcard.domain.disputes import Outcome
from tmcard.domain.money import Money
from tmcard.domain.ports import DisputeCase, NotFound, Refused, Unknown

ID = "PP-D-27803"
WHERE = f"GET /v1/customer/disputes/{ID}"
#: After the sample of the API reference.
DOCUMENT: dict[str, Any] = {
    "dispute_id": ID,
    "create_time": "2026-11-22T06:05:00.000Z",
    "disputed_transactions": [{"seller_transaction_id": "3BC38643YC807283D", "custom": "PAYREF"}],
    "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
    "status": "UNDER_REVIEW",
    "dispute_amount": {"currency_code": "USD", "value": "9.00"},
    "dispute_life_cycle_stage": "CHARGEBACK",
}


def read(paypal: Vendor, reply: Reply, dispute_id: str = ID) -> DisputeCase:
    """What the adapter makes of an answer."""
    paypal.on(WHERE, reply)
    return PayPalDisputes(paypal.base_url, "client", "secret-canary", timeout=PATIENT).read(dispute_id)


def test_an_open_dispute(paypal: Vendor) -> None:
    case = read(paypal, Reply(200, DOCUMENT))
    assert (case.id, case.capture_ids, case.outcome, case.is_resolved) == (ID, ("3BC38643YC807283D",), None, False)
    assert (case.stage, case.reason) == ("chargeback", "merchandise_or_service_not_received")
    assert (case.amount, case.opened_at) == (Money(900, "USD"), datetime(2026, 11, 22, 6, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("RESOLVED_BUYER_FAVOUR", Outcome.BUYER),
        ("ACCEPTED", Outcome.BUYER),
        ("RESOLVED_SELLER_FAVOUR", Outcome.SELLER),
        ("DENIED", Outcome.SELLER),
        ("CANCELED_BY_BUYER", Outcome.CANCELLED),
        ("RESOLVED_WITH_PAYOUT", Outcome.OTHER),
        ("SOMETHING_NEW", Outcome.OTHER),
        (None, Outcome.OTHER),
    ],
)
def test_for_whom_it_ended(paypal: Vendor, code: str | None, outcome: Outcome) -> None:
    ended = {"status": "RESOLVED", "dispute_outcome": {"outcome_code": code} if code else None}
    assert read(paypal, Reply(200, DOCUMENT | ended)).outcome is outcome


@pytest.mark.parametrize("status", ["OPEN", "WAITING_FOR_BUYER_RESPONSE", "OTHER", "SOMETHING_NEW"])
def test_anything_but_resolved_is_open(paypal: Vendor, status: str) -> None:
    assert not read(paypal, Reply(200, DOCUMENT | {"status": status})).is_resolved


@pytest.mark.parametrize("missing", ["reason", "dispute_amount", "dispute_life_cycle_stage", "create_time"])
def test_what_is_left_out_is_not_guessed(paypal: Vendor, missing: str) -> None:
    document = {name: value for name, value in DOCUMENT.items() if name != missing}
    assert read(paypal, Reply(200, document)).id == ID


@pytest.mark.parametrize("document", [{}, {"dispute_id": ID}, DOCUMENT | {"create_time": "yesterday"}])
def test_what_cannot_be_read_is_unknown(paypal: Vendor, document: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        read(paypal, Reply(200, document))


def test_a_dispute_that_paypal_does_not_know(paypal: Vendor) -> None:
    with pytest.raises(NotFound):
        read(paypal, Reply(404, {"name": "RESOURCE_NOT_FOUND", "details": [{"issue": "INVALID_RESOURCE_ID"}]}))


def test_an_id_that_cannot_be_one_is_never_sent(paypal: Vendor) -> None:
    with pytest.raises(NotFound):
        read(paypal, Reply(200, DOCUMENT), "../oauth2/token")


def test_a_missing_permission_is_a_refusal_about_us(paypal: Vendor) -> None:
    with pytest.raises(Refused) as refusal:
        read(paypal, Reply(403, {"name": "NOT_AUTHORIZED", "details": [{"issue": "PERMISSION_DENIED"}]}))
    assert refusal.value.code == "misconfigured"
