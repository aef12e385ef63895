"""Whole runs over real rows: what differs is listed, and nothing is touched."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.services.reconciling.runs import captured, codes, given_up, run, unclear
from tests.services.stories import Story, tell
from tests.statements import counted
from tmcard.domain.ports import CaptureStatus, NotFound, RefundStatus, Unknown
from tmcard.store import books
from tmcard.store.models import Payment


def test_a_sound_world_has_no_difference(story: Story, database_kind: str) -> None:
    story.begin(), story.approve(), story.quote()
    story.credit(story.pay())
    story.refund(given_up(story))
    report = run(story)
    assert (report.differences, report.settled, report.payments, report.orders) == ((), (), 4, 5)


def test_a_capture_whose_answer_was_lost_is_listed(story: Story, database_kind: str) -> None:
    payment = unclear(story)
    (found,) = run(story).differences
    assert (found.order_ref, found.payment_ref) == (payment.order.ref, payment.ref)
    assert (found.code, found.ours, found.theirs) == ("captured_there_not_here", "capturing", "capture completed")
    assert story.payment(payment.id).status == "capturing"


def test_listing_changes_nothing(story: Story) -> None:
    unclear(story)
    with counted() as sent:
        run(story)
    assert [statement for statement in sent if not statement.startswith("SELECT")] == []


@pytest.mark.parametrize(
    ("status", "code"), [("refunded", "refunded_there_not_here"), ("partially_refunded", "partly_refunded_there")]
)
@pytest.mark.parametrize("began", [captured, given_up])
def test_money_that_somebody_gave_back_by_hand(
    story: Story, began: Callable[[Story], Payment], status: str, code: str
) -> None:
    payment = began(story)
    story.gateway.restate(payment.capture_id or "", CaptureStatus(status))
    assert codes(run(story)) == [code]


def test_a_refund_that_failed_later_is_told(story: Story) -> None:
    payment = story.refund(given_up(story))
    story.gateway.refund_outcome = RefundStatus.FAILED
    assert codes(run(story)) == ["not_refunded_there"]
    story.gateway.fail("read_refund", *[NotFound("not_found")] * 2)
    (found,) = run(story).differences
    assert (found.payment_ref, found.theirs) == (payment.ref, "refund unknown")


def test_what_lapsed_is_no_difference_until_money_was_captured(story: Story) -> None:
    story.begin(), captured(story)
    story.gateway.checkouts.clear()
    assert codes(run(story)) == ["unknown_there"]


def test_what_is_settled_meanwhile_is_not_listed(story: Story) -> None:
    payment = unclear(story)
    story.gateway.meanwhile("read", lambda: story.elsewhere(lambda other: other.settle(payment)))
    assert codes(run(story)) == []


def test_no_answer_is_a_difference_of_its_own(story: Story) -> None:
    captured(story)
    story.gateway.fail("read", Unknown("timeout"))
    (found,) = run(story, fix=True).differences
    assert (found.code, found.ours, found.theirs) == ("unreadable", "captured", "timeout")


def test_nobody_waits_long_for_one_who_does_not_answer(story: Story) -> None:
    for _ in range(7):
        story.begin()
    story.gateway.fail("read", *[Unknown("timeout")] * 7)
    report = run(story)
    assert (codes(report), report.unasked, report.payments) == (["unreadable"] * 5, 2, 7)


def test_silences_with_an_answer_between_them_are_no_reason_to_stop(story: Story) -> None:
    for _ in range(9):
        story.begin()
    silence = [Unknown("timeout")] * 4
    story.gateway.fail("read", *silence, NotFound("lapsed"), *silence)
    report = run(story)
    assert (report.unasked, len(report.differences)) == (0, 8)


def test_only_what_was_begun_since_is_compared(story: Story) -> None:
    unclear(story)
    story.clock.tick(hours=5)
    assert (codes(run(story, hours=4)), run(story, hours=4).payments) == ([], 0)
    assert codes(run(story, hours=6)) == ["captured_there_not_here"]


def test_every_page_is_read_once(session: Session, database_kind: str) -> None:
    story = tell(session)
    order = rows.order(session, story.card, story.plan)
    refs = [rows.payment(session, order).ref for _ in range(books.PAGE + 1)]
    report = run(story)
    assert (report.payments, report.orders) == (len(refs), 1)
    assert [each.payment_ref for each in report.differences] == [*refs, ""]


def test_rows_that_cannot_be_are_listed_and_left_alone(session: Session, database_kind: str) -> None:
    story = tell(session)
    order = rows.order(session, story.card, story.plan, "credited")
    payment = rows.payment(session, order, "refunded", pays_order_id=None, checkout_id=None)
    found = [(each.payment_ref, each.code) for each in run(story, fix=True).differences]
    assert found == [
        (payment.ref, "not_captured_there"),
        (payment.ref, "refund_missing"),
        (payment.ref, "journal_broken"),
        ("", "paid_without_payment"),
        ("", "journal_broken"),
    ]
