"""What a webhook hints at: the ids to look up, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.adapters.paypal.webhook import parse
from tmcard.domain.ports import PaymentHint

ORDER, CAPTURE = "5O190127TN364715T", "3C679366HH908993F"
UP = "https://api.paypal.com/v2"


def event(kind: str, **resource: Any) -> bytes:
    return json.dumps({"id": "WH-1", "event_type": kind, "resource": resource}).encode()


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        (
            event("CHECKOUT.ORDER.APPROVED", id=ORDER, purchase_units=[{"custom_id": "ABC"}]),
            PaymentHint("WH-1", "approved", ORDER, "ABC", ""),
        ),
        (
            event("CHECKOUT.PAYMENT-APPROVAL.REVERSED", order_id=ORDER),
            PaymentHint("WH-1", "approval_reversed", ORDER, "", ""),
        ),
        (
            event(
                "PAYMENT.CAPTURE.COMPLETED",
                id=CAPTURE,
                custom_id="ABC",
                supplementary_data={"related_ids": {"order_id": ORDER}},
            ),
            PaymentHint("WH-1", "capture_completed", ORDER, "ABC", CAPTURE),
        ),
        (
            event("PAYMENT.CAPTURE.DENIED", id=CAPTURE, links=[{"rel": "up", "href": f"{UP}/checkout/orders/{ORDER}"}]),
            PaymentHint("WH-1", "capture_declined", ORDER, "", CAPTURE),
        ),
        (
            event(
                "PAYMENT.CAPTURE.REFUNDED",
                id="1JU08902",
                custom_id="ABC",
                links=[{"rel": "up", "href": f"{UP}/payments/captures/{CAPTURE}"}],
            ),
            PaymentHint("WH-1", "capture_refunded", "", "ABC", CAPTURE),
        ),
        (
            event("CUSTOMER.DISPUTE.CREATED", disputed_transactions=[{"seller_transaction_id": CAPTURE}]),
            PaymentHint("WH-1", "dispute_opened", "", "", CAPTURE),
        ),
        (event("BILLING.PLAN.CREATED", id="P-1"), PaymentHint("WH-1", "", "", "", "")),
        (event("CHECKOUT.ORDER.APPROVED", id="../../x"), PaymentHint("WH-1", "approved", "", "", "")),
    ],
)
def test_event_names_what_to_look_up(raw: bytes, hint: PaymentHint) -> None:
    assert parse(raw) == hint


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "resource", "links", "rel", "x"]), inner),
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_anything_can_be_parsed(raw: bytes) -> None:
    assert isinstance(parse(raw), PaymentHint)


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_cannot_be_read_is_empty(raw: bytes) -> None:
    assert parse(raw) == PaymentHint("", "", "", "", "")
