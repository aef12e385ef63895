"""What others did with money that was ours: found at the payment service, written down once, told to people."""

from dataclasses import replace

import pytest

from tests.services.aftermath import ask, delivered, give_elsewhere, paid, reckon, refund_of, rows_of
from tests.services.stories import Story
from tmcard.domain.money import Money
from tmcard.domain.ports import CaptureStatus, NotFound, Unknown
from tmcard.services.refunding import left
from tmcard.services.refunding.reckoning import MISSES
from tmcard.store import cases
from tmcard.store.models import Payment


def kinds(story: Story) -> list[str]:
    """Of what kinds of cases people would be told."""
    return [case.kind for case in cases.untold(story.session, story.clock())]


def test_a_refund_made_elsewhere_is_written_down_once(story: Story, database_kind: str) -> None:
    payment = delivered(story)
    give_elsewhere(story, payment, 300)
    reckon(story, payment), reckon(story, payment)
    (row,) = rows_of(story, payment)
    assert (row.origin, row.status, row.amount, row.refund_id) == (
        "elsewhere", "refunded", Money(300, "USD"), "REFUND-BY-HAND",
    )  # fmt: skip
    assert (left(story.session, story.payment(payment.id)), kinds(story)) == (Money(600, "USD"), ["foreign_refunds"])


def test_reckonings_at_once_write_it_down_once(story: Story, database_kind: str) -> None:
    payment = delivered(story)
    give_elsewhere(story, payment, 900)
    story.together(lambda other: reckon(other, payment).status)
    assert [row.amount_minor for row in rows_of(story, payment)] == [900]


def test_nothing_is_delivered_of_what_went_back_elsewhere(story: Story, database_kind: str) -> None:
    payment = paid(story)
    give_elsewhere(story, payment, 900)
    reckon(story, payment)
    story.sweep()
    order = story.order(payment.order_id)
    assert (order.status, order.failure) == ("refunded", "refunded_elsewhere")
    assert (story.carrier.calls, story.gateway.refunds) == ([], [])


def test_what_may_be_on_its_way_is_looked_up_before_the_order_ends(story: Story) -> None:
    payment = paid(story)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.credit(story.order(payment.order_id))
    give_elsewhere(story, payment, 900)
    reckon(story, payment)
    assert story.order(payment.order_id).status == "crediting"
    story.sweep(minutes=3)
    assert (story.order(payment.order_id).status, story.carrier.top_ups) == ("refunded", [])


def test_a_delivered_renewal_whose_money_went_back_is_marked(story: Story) -> None:
    payment = delivered(story)
    give_elsewhere(story, payment, 900)
    assert reckon(story, payment).status == "refunded"
    assert (story.order(payment.order_id).status, kinds(story)) == ("credited", ["foreign_refunds"])


def test_a_reversal_that_nobody_names_is_written_down_as_what_is_missing(story: Story) -> None:
    payment = delivered(story)
    give_elsewhere(story, payment, 200)
    story.gateway.restate(payment.capture_id or "", CaptureStatus.REFUNDED)
    reckon(story, payment), reckon(story, payment)
    assert [(row.amount_minor, row.reason) for row in rows_of(story, payment)] == [
        (200, "elsewhere"),
        (700, "reversed"),
    ]
    assert story.letters(story.order(payment.order_id)).count("refund") == 1


def test_a_reversal_that_is_named_later_is_the_same_one(story: Story) -> None:
    payment = delivered(story)
    story.gateway.restate(payment.capture_id or "", CaptureStatus.REFUNDED)
    reckon(story, payment)
    give_elsewhere(story, payment, 900, "REVERSAL-NAMED")
    reckon(story, payment)
    assert [row.refund_id for row in rows_of(story, payment)] == ["REVERSAL-NAMED"]


def test_our_own_refund_is_not_taken_for_somebody_elses(story: Story) -> None:
    payment = delivered(story)
    ask(story, payment, 300)
    story.gateway.lose("refund", Unknown("timeout"))
    story.refund(payment)
    reckon(story, payment)
    assert len(rows_of(story, payment)) == 1
    assert story.refund(payment).status == "captured"
    assert (story.gateway.calls.count("refund"), refund_of(story, payment).status) == (1, "refunded")


def test_the_amount_is_this_refunds_own_and_not_the_sum(story: Story) -> None:
    payment = delivered(story)
    for name, minor in (("FIRST", 100), ("SECOND", 200)):
        give_elsewhere(story, payment, minor, name)
        reckon(story, payment)
    assert [row.amount_minor for row in rows_of(story, payment)] == [100, 200]


def test_a_second_capture_goes_back_by_itself_and_the_first_pays(story: Story, database_kind: str) -> None:
    payment = captured_twice(story)
    story.sweep()
    (row,) = rows_of(story, payment)
    assert (row.capture_id, row.reason, row.status) == ("CAPTURE-MORE", "surplus", "refunded")
    assert (story.payment(payment.id).status, story.order(payment.order_id).status) == ("captured", "credited")


def test_a_second_capture_that_shows_later_goes_back(story: Story) -> None:
    payment = delivered(story)
    add_capture(story, payment)
    reckon(story, payment), reckon(story, payment)
    assert story.refund(payment).status == "captured"
    assert [given.capture_id for given in story.gateway.refunds] == ["CAPTURE-MORE"]


def test_a_second_capture_that_waits_is_looked_at_until_it_is_decided(story: Story) -> None:
    payment = captured_twice(story, CaptureStatus.PENDING)
    story.sweep()
    story.gateway.restate("CAPTURE-MORE", CaptureStatus.COMPLETED)
    story.sweep(hours=1)
    assert [given.capture_id for given in story.gateway.refunds] == ["CAPTURE-MORE"]
    assert story.payment(payment.id).next_at is None


def test_the_first_capture_of_ours_counts_not_the_last(story: Story) -> None:
    payment = captured_twice(story, CaptureStatus.DECLINED)
    assert (payment.status, payment.capture_id) == ("captured", f"CAPTURE-{payment.checkout_id}")


def test_a_capture_for_an_attempt_that_ended_goes_back(story: Story) -> None:
    payment = story.approve()
    checkout = story.gateway.checkouts.pop(payment.checkout_id or "")
    story.settle(payment)
    story.gateway.checkouts[checkout.id] = checkout
    story.gateway.capture(checkout.id, "by-hand")
    assert reckon(story, payment).status == "expired"
    story.refund(payment)
    assert [given.amount for given in story.gateway.refunds] == [payment.amount]


@pytest.mark.parametrize("error", [Unknown("timeout"), NotFound("not_found")])
def test_no_answer_changes_nothing(story: Story, error: Exception) -> None:
    payment = delivered(story)
    story.gateway.fail("read", error)
    reckoned = reckon(story, payment)
    assert (reckoned.status, rows_of(story, payment)) == ("captured", [])
    assert reckoned.next_at is not None


def captured_twice(story: Story, second: CaptureStatus = CaptureStatus.COMPLETED) -> Payment:
    """Our request was carried out twice, and the answers were lost."""
    payment = story.approve()
    story.gateway.lose("capture", Unknown("timeout"))
    story.settle(payment)
    add_capture(story, payment, second)
    story.clock.tick(seconds=7)
    return story.settle(payment)


def add_capture(story: Story, payment: Payment, status: CaptureStatus = CaptureStatus.COMPLETED) -> None:
    """The payment service has taken the money once more."""
    found = story.gateway.checkouts[payment.checkout_id or ""]
    more = replace(found.captures[0], id="CAPTURE-MORE", status=status)
    story.gateway.checkouts[found.id] = replace(found, captures=(*found.captures, more))


def test_a_payment_that_paypal_denies_for_a_moment_is_asked_for_again(story: Story) -> None:
    payment = delivered(story)
    give_elsewhere(story, payment, 300)
    story.gateway.fail("read", NotFound("lapsed"))
    reckon(story, payment)
    assert rows_of(story, payment) == []
    story.sweep(minutes=1)
    assert [row.amount_minor for row in rows_of(story, payment)] == [300]


def test_a_payment_that_paypal_denies_for_good_is_left_to_the_reconciler(story: Story) -> None:
    payment = delivered(story)
    story.gateway.checkouts.clear()
    reckon(story, payment)
    for _ in range(MISSES):
        story.sweep(hours=2)
    assert story.payment(payment.id).next_at is None
