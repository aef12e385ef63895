"""What a person should look at: each kind of row, how old, and told once."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tests.store.racing import together
from tmcard.store import cases
from tmcard.store.models import Dispute, Order
from tmcard.store.transactions import write

NOW = rows.NOW
OLD, YOUNG = NOW - timedelta(minutes=16), NOW - timedelta(minutes=14)
LOST, ANCIENT = NOW - timedelta(hours=7), NOW - timedelta(days=31)


def kinds(session: Session) -> list[str]:
    """The lists that have something in them."""
    return [name for name, found in cases.LISTS.items() if found(session, NOW)]


@pytest.mark.parametrize("status", ["paid", "crediting", "refunding"])
def test_an_order_that_hangs_is_found(session: Session, order: Order, status: str, database_kind: str) -> None:
    order.status, order.worked_since = status, OLD
    session.commit()
    (case,) = cases.untold(session, NOW)
    assert (case.kind, case.order_ref, case.about, case.amount) == ("stuck_orders", order.ref, "order", order.price)


@pytest.mark.parametrize(
    ("status", "worked_since"),
    [
        ("paid", YOUNG),
        ("open", None),
        ("credited", OLD),
        ("refunded", OLD),
        ("held", OLD),
        ("expired", None),
        ("queued", None),
    ],
)
def test_an_order_that_is_young_or_done_is_not(
    session: Session, order: Order, status: str, worked_since: object
) -> None:
    order.status, order.worked_since = status, worked_since  # type: ignore[assignment]
    session.commit()
    assert kinds(session) == []


@pytest.mark.parametrize(
    ("status", "values", "listed", "told"),
    [
        ("capturing", {"capture_sent_at": OLD}, ["stuck_payments"], ["stuck_payments"]),
        ("capturing", {"capture_sent_at": YOUNG}, [], []),
        ("capturing", {"capture_sent_at": LOST}, ["unknown_captures", "stuck_payments"], ["stuck_payments"]),
        ("pending", {"created_at": OLD}, ["pending_captures"], []),
        ("pending", {"created_at": NOW - timedelta(hours=25)}, ["pending_captures"], ["pending_captures"]),
        ("pending", {"failure": "verification_required"}, ["pending_captures"], ["pending_captures"]),
        ("declined", {"failure": "mismatch"}, ["mismatches"], ["mismatches"]),
        ("declined", {"failure": "misconfigured"}, ["refused_setup"], ["refused_setup"]),
        ("declined", {"failure": "misconfigured", "created_at": ANCIENT}, [], []),
        ("declined", {"failure": "declined"}, [], []),
        ("captured", {"created_at": OLD}, [], []),
    ],
)  # fmt: skip
def test_payments(
    session: Session, order: Order, status: str, values: dict[str, object], listed: list[str], told: list[str]
) -> None:
    payment = rows.payment(session, order, status, **values)
    assert kinds(session) == listed
    assert [(case.kind, case.about) for case in cases.untold(session, NOW)] == [(kind, payment.ref) for kind in told]


@pytest.mark.parametrize(
    ("status", "values", "listed", "told"),
    [
        ("refunding", {"created_at": OLD, "failure": "misconfigured"}, ["stuck_refunds"], ["stuck_refunds"]),
        ("refunding", {"created_at": OLD}, ["stuck_refunds"], []),
        ("refunding", {"failure": "misconfigured"}, [], []),
        ("failed", {"ended_at": NOW}, ["failed_refunds"], ["failed_refunds"]),
        ("refunded", {"origin": "elsewhere"}, ["foreign_refunds"], ["foreign_refunds"]),
        ("refunded", {"reason": "surplus"}, ["surplus_refunds"], []),
        ("refunded", {"reason": "mismatch"}, ["mismatches"], ["mismatches"]),
        ("refunded", {"reason": "mismatch", "created_at": ANCIENT}, [], []),
        ("refunded", {}, [], []),
    ],
)
def test_refunds(
    session: Session, order: Order, status: str, values: dict[str, object], listed: list[str], told: list[str]
) -> None:
    refund = rows.refund(session, rows.payment(session, order, "captured"), status, **values)
    assert kinds(session) == listed
    found = [(case.kind, case.about, case.subject_id) for case in cases.untold(session, NOW)]
    assert found == [(kind, refund.ref, refund.id) for kind in told]


def test_a_failed_refund_that_was_repaired_is_done(session: Session, order: Order) -> None:
    payment = rows.payment(session, order, "captured")
    rows.refund(session, payment, "failed", ended_at=NOW)
    rows.refund(session, payment)
    assert kinds(session) == []


@pytest.mark.parametrize(
    ("status", "reported_at", "listed", "told"),
    [("open", NOW, 1, 1), ("reported", NOW, 1, 0), ("reported", OLD, 1, 1), ("resolved", OLD, 0, 0)],
)
def test_disputes(
    session: Session, order: Order, status: str, reported_at: object, listed: int, told: int, database_kind: str
) -> None:
    payment = rows.payment(session, order, "captured")
    facts = {"ref": "D", "dispute_id": "PP-D-1", "payment_id": payment.id, "stage": "", "reason": "unauthorised"}
    with write(session, "row"):
        session.add(Dispute(**facts, status=status, reported_at=reported_at))
    assert len(cases.LISTS["open_disputes"](session, NOW)) == listed
    assert [case.why for case in cases.untold(session, NOW)] == ["unauthorised"] * told


def test_a_person_is_told_once_of_each_kind(session: Session, order: Order, database_kind: str) -> None:
    refund = rows.refund(session, rows.payment(session, order, "captured"), "failed", reason="mismatch", ended_at=NOW)
    first, second = cases.untold(session, NOW)
    with write(session, "told"):
        assert [cases.mark(session, case, NOW) for case in (first, second, first)] == [True, True, False]
    session.refresh(refund)
    assert (cases.untold(session, NOW), refund.alerted_for) == ([], "failed_refunds mismatches")


def test_of_several_that_found_a_payment_one_tells(session: Session, order: Order, database_kind: str) -> None:
    rows.payment(session, order, "capturing", capture_sent_at=OLD)
    (case,) = cases.untold(session, NOW)

    def mark(own: Session) -> bool:
        with write(own, "told"):
            return cases.mark(own, case, NOW)

    assert together(session, mark).count(True) == 1
    assert cases.untold(session, NOW) == []


def test_a_list_is_as_long_as_it_is_asked_to_be_and_begins_with_the_oldest(session: Session, order: Order) -> None:
    for minutes in (20, 40, 30):
        rows.payment(session, order, "capturing", capture_sent_at=NOW - timedelta(minutes=minutes))
    found = cases.LISTS["stuck_payments"](session, NOW, limit=2)
    assert [(NOW - case.since).seconds // 60 for case in found] == [40, 30]


def test_what_is_asked_for_every_second_reads_no_whole_table(session: Session) -> None:
    with counted() as sent:
        cases.untold(session, NOW)
    (plan,) = [_plan(session, statement) for statement in sent]
    told_of = [kind for kind in cases.KINDS if kind.told is not None]
    assert (plan.count("SEARCH") >= len(told_of), "SCAN" in plan) == (True, False)


def _plan(session: Session, statement: str) -> str:
    """How SQLite would go about it, whatever the values are."""
    asked = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("",) * statement.count("?"))
    return "; ".join(row[3] for row in asked)
