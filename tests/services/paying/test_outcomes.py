"""What a capture may come to: taken, pending, declined, refused, not ours, or one too many."""

from dataclasses import replace

import pytest

from tests.services.stories import Story
from tmcard.domain.money import Money
from tmcard.domain.ports import CaptureStatus, Refused, Unknown
from tmcard.store.models import Payment

URL = "https://www.sandbox.paypal.com/checkoutnow?token=again"
DECLINED = Refused("instrument_declined", permanent=False, evidence={"approval_url": URL})


@pytest.mark.parametrize(
    "odd",
    [
        {"amount": Money(899, "USD")},
        {"amount": Money(900, "EUR")},
        {"custom_id": "SOMEBODYELSES"},
        {"invoice_id": "TM-OTHER-1"},
    ],
)
def test_what_is_not_ours_is_never_captured(story: Story, odd: dict[str, object]) -> None:
    payment = story.approve()
    key = payment.checkout_id or ""
    story.gateway.checkouts[key] = replace(story.gateway.checkouts[key], **odd)  # type: ignore[arg-type]
    assert (story.settle(payment).status, story.payment(payment.id).failure) == ("declined", "mismatch")
    assert story.gateway.takes == []


@pytest.mark.parametrize(
    "odd", [{"amount": Money(1, "USD")}, {"amount": Money(900, "EUR")}, {"custom_id": "X"}, {"invoice_id": "X"}]
)
def test_a_capture_that_is_not_what_was_asked_goes_back(story: Story, odd: dict[str, object]) -> None:
    story.gateway.odd = odd
    payment = story.settle(story.approve())
    assert (payment.status, story.order(payment.order_id).status) == ("refunding", "open")
    story.sweep()
    given = next(iter(story.gateway.money_back.values()))
    assert story.payment(payment.id).status == "refunded"
    assert given.amount == odd.get("amount", payment.amount)
    assert story.carrier.calls == []


def test_a_pending_capture_delivers_nothing_until_it_completes(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PENDING
    payment = story.settle(story.approve())
    assert (payment.status, story.order(payment.order_id).status) == ("pending", "open")
    _became(story, payment, CaptureStatus.COMPLETED)
    story.sweep(days=2)
    assert story.payment(payment.id).status == "captured"


def test_a_pending_capture_keeps_its_order_from_lapsing(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PENDING
    payment = story.settle(story.approve())
    story.sweep(hours=30)
    order = story.order(payment.order_id)
    assert (order.status, story.payment(payment.id).status) == ("open", "pending")
    assert order.next_at is not None
    assert order.next_at > story.clock()


def test_a_pending_capture_that_is_denied_ends_the_attempt(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PENDING
    payment = story.settle(story.approve())
    _became(story, payment, CaptureStatus.DECLINED)
    assert story.settle(payment).status == "declined"
    assert story.start(story.order(payment.order_id))


def test_a_declined_capture_takes_nothing_and_another_attempt_may_pay(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.DECLINED
    order = story.quote()
    assert story.settle(story.approve(order)).status == "declined"
    story.gateway.outcome = CaptureStatus.COMPLETED
    assert story.pay(order).status == "paid"
    assert [p.status for p in story.attempts(order)] == ["declined", "captured"]


def test_a_declined_source_sends_the_payer_back_and_then_pays_under_a_new_id(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", DECLINED)
    again = story.settle(payment)
    assert (again.status, again.approval_url, again.failure) == ("approved", URL, "instrument_declined")
    assert story.start(story.order(payment.order_id)) == URL
    paid = story.settle(payment)
    assert paid.status == "captured"
    assert story.gateway.takes == [f"tm-{payment.ref}-capture-2"]


def test_a_payer_who_is_wanted_again_is_sent_back_though_the_answer_that_said_so_was_lost(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("reset"))
    assert story.settle(payment).status == "capturing"
    story.gateway.want_again(payment.checkout_id or "")
    story.sweep(minutes=2)
    again = story.payment(payment.id)
    assert (again.status, again.failure, again.capture_refusals) == ("approved", "payer_action_required", 1)
    story.gateway.approve(payment.checkout_id or "")
    assert story.settle(payment).status == "captured"
    assert story.gateway.takes == [f"tm-{payment.ref}-capture-2"]


def test_the_worker_does_not_try_a_declined_source_again(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", DECLINED)
    story.settle(payment)
    story.sweep(minutes=5)
    assert story.gateway.calls.count("capture") == 1


def test_too_many_declined_sources_end_the_attempt(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", *[DECLINED] * 4)
    statuses = [story.settle(payment).status for _ in range(4)]
    assert statuses == ["approved", "approved", "approved", "declined"]
    assert story.gateway.takes == []


def test_an_approval_that_came_too_early_costs_no_try(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused("not_approved", permanent=False))
    again = story.settle(payment)
    assert (again.status, again.capture_refusals, again.failure) == ("approved", 0, None)
    story.sweep(seconds=7)
    assert story.gateway.takes == [payment.capture_request_id]


@pytest.mark.parametrize("code", ["refused_for_good", "duplicate_invoice", "misconfigured", "rejected"])
def test_a_definite_no_ends_the_attempt_and_leaves_the_order_open(story: Story, code: str) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused(code))
    assert (story.settle(payment).status, story.payment(payment.id).failure) == ("declined", code)
    assert story.order(payment.order_id).status == "open"


def test_a_capture_refunded_elsewhere_pays_nothing(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.REFUNDED
    payment = story.settle(story.approve())
    assert (payment.status, payment.pays_order_id, story.order(payment.order_id).status) == ("refunded", None, "open")
    assert story.gateway.refunds == []


def test_an_unknown_outcome_after_a_decline_is_repeated_by_the_worker(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", DECLINED, Unknown("timeout"))
    story.settle(payment)
    assert story.settle(payment).status == "capturing"
    story.sweep(seconds=20)
    assert story.payment(payment.id).status == "captured"
    assert story.gateway.takes == [f"tm-{payment.ref}-capture-2"]


def _became(story: Story, payment: Payment, status: CaptureStatus) -> None:
    """The payment service decides about a pending capture."""
    checkout = story.gateway.checkouts[payment.checkout_id or ""]
    captures = (replace(checkout.captures[0], status=status),)
    story.gateway.checkouts[checkout.id] = replace(checkout, captures=captures)


def test_a_capture_refunded_in_part_elsewhere_is_still_delivered(story: Story) -> None:
    story.gateway.outcome = CaptureStatus.PARTIALLY_REFUNDED
    payment = story.settle(story.approve())
    assert (payment.status, story.order(payment.order_id).status) == ("captured", "paid")
