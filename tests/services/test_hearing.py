"""Hints: kept once, and never more than a reason to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.ports import PaymentHint, Refused
from tmcard.services import hearing
from tmcard.store import disputes, payments
from tmcard.store.models import InboxEvent, Payment
from tmcard.store.transactions import release, write

LATER = rows.NOW + timedelta(hours=1)


@dataclass
class SpokenHints:
    """`ports.Hints` that says what it was told to."""

    hint: PaymentHint | None

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> PaymentHint:
        """The hint, or a forgery."""
        if self.hint is None:
            raise Refused("forged")
        return self.hint


@pytest.fixture
def payment(session: Session) -> Payment:
    """An attempt that nobody means to look at for an hour."""
    order = rows.order(session, rows.card(session, rows.owner(session)), rows.plan(session))
    return rows.payment(session, order, next_at=LATER)


def hint(payment: Payment | None = None, *, by: str = "checkout_id", **changes: str) -> PaymentHint:
    """What PayPal tells of a payment, by its name for it or by ours."""
    facts = {"event_id": "WH-1", "kind": "approved", "checkout_id": "", "custom_id": "", "capture_id": ""}
    if payment is not None:
        facts[by] = payment.ref if by == "custom_id" else payment.checkout_id or ""
    return PaymentHint(**{**facts, **changes})


def hear(session: Session, told: PaymentHint | None) -> int | None:
    """Take in one transmission."""
    return hearing.hear_payment(session, SpokenHints(told), {}, b"", rows.NOW)


def _due_at(session: Session, payment: Payment) -> datetime | None:
    stored = payments.by_id(session, payment.id)
    release(session)
    return stored.next_at


def _kept(session: Session) -> int:
    number = session.scalar(select(func.count(InboxEvent.id)))
    release(session)
    return number or 0


@pytest.mark.parametrize("by", ["checkout_id", "custom_id"])
def test_a_hint_makes_the_payment_due_at_once(session: Session, payment: Payment, by: str, database_kind: str) -> None:
    assert hear(session, hint(payment, by=by)) == payment.id
    assert _due_at(session, payment) == rows.NOW


def test_nothing_in_a_hint_is_believed(session: Session, payment: Payment) -> None:
    hear(session, hint(payment, kind="capture_completed", capture_id="CAPTURE-MADE-UP"))
    stored = payments.by_id(session, payment.id)
    assert (stored.status, stored.capture_id, stored.order.status) == ("created", None, "open")
    release(session)


def test_the_same_event_again_changes_nothing(session: Session, payment: Payment) -> None:
    hear(session, hint(payment))
    with write(session, "looked_at"):
        payments.put(session, payment.id, next_at=LATER)
    assert hear(session, hint(payment)) is None
    assert (_due_at(session, payment), _kept(session)) == (LATER, 1)


def test_the_same_event_at_once_is_heard_once(session: Session, payment: Payment, database_kind: str) -> None:
    heard = together(session, lambda own: hear(own, hint(payment)), times=4)
    assert sorted(heard, key=str) == [payment.id, None, None, None]


@pytest.mark.parametrize(
    "told", [hint(checkout_id="NOBODYS"), hint(custom_id="NOBODYS"), hint(), hint(kind="")], ids=str
)
def test_what_speaks_of_nothing_of_ours_is_kept_and_no_more(
    session: Session, payment: Payment, told: PaymentHint
) -> None:
    assert hear(session, told) is None
    assert (_due_at(session, payment), _kept(session)) == (LATER, 1)


@pytest.mark.parametrize("kind", ["capture_refunded", "capture_reversed", "refund_pending", "refund_failed"])
@pytest.mark.parametrize("status", ["captured", "refunding", "refunded"])
def test_money_that_moved_makes_a_decided_payment_due(
    session: Session, payment: Payment, status: str, kind: str
) -> None:
    with write(session, "decided"):
        payments.put(session, payment.id, status=status, capture_id="CAPTURE-1")
    assert hear(session, hint(kind=kind, capture_id="CAPTURE-1")) == payment.id
    assert _due_at(session, payment) == rows.NOW


@pytest.mark.parametrize(("capture_id", "is_due"), [("CAPTURE-1", False), ("CAPTURE-2", True)])
def test_another_capture_than_the_one_we_know_is_looked_at(
    session: Session, payment: Payment, capture_id: str, is_due: bool
) -> None:
    with write(session, "decided"):
        payments.put(session, payment.id, status="captured", capture_id="CAPTURE-1")
    assert (hear(session, hint(payment, kind="capture_completed", capture_id=capture_id)) is not None) == is_due


@pytest.mark.parametrize("known", [{"capture_id": "CAPTURE-1"}, {"custom_id": "ours"}])
def test_a_dispute_is_written_down_to_be_looked_up(
    session: Session, payment: Payment, known: dict[str, str], database_kind: str
) -> None:
    with write(session, "decided"):
        payments.put(session, payment.id, status="captured", capture_id="CAPTURE-1")
    facts: dict[str, Any] = {name: payment.ref if value == "ours" else value for name, value in known.items()}
    for event in ("WH-1", "WH-2"):
        assert hear(session, hint(kind="dispute_opened", event_id=event, dispute_id="PP-D-1", **facts)) is None
    (dispute,) = disputes.of_payment(session, payment.id)
    release(session)
    assert (dispute.status, dispute.dispute_id, dispute.next_at) == ("reported", "PP-D-1", rows.NOW)
    assert payments.by_id(session, payment.id).status == "captured"
    release(session)


def test_a_dispute_about_nothing_of_ours_leaves_no_row(session: Session, payment: Payment) -> None:
    hear(session, hint(kind="dispute_opened", dispute_id="PP-D-1", capture_id="NOBODYS"))
    assert disputes.of_payment(session, payment.id) == []
    release(session)


@pytest.mark.parametrize("status", ["captured", "declined", "expired", "refunded"])
def test_a_payment_that_is_decided_is_left_alone(session: Session, payment: Payment, status: str) -> None:
    with write(session, "decided"):
        payments.put(session, payment.id, status=status)
    assert hear(session, hint(payment)) is None
    assert _due_at(session, payment) == LATER


def test_a_forgery_leaves_no_trace(session: Session, payment: Payment) -> None:
    with pytest.raises(Refused):
        hear(session, None)
    assert (_due_at(session, payment), _kept(session)) == (LATER, 0)
