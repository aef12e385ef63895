"""What the existing doors can settle is settled and compared again; the rest is left to a person."""

from dataclasses import replace

from tests.services.aftermath import DISPUTE, disputed
from tests.services.reconciling.runs import captured, codes, given_up, run, unclear
from tests.services.stories import Story
from tests.statements import counted
from tmcard.domain.disputes import Outcome
from tmcard.domain.money import Money
from tmcard.domain.ports import CaptureStatus, Refund, RefundStatus, Unknown
from tmcard.services import sweeping
from tmcard.store import leases
from tmcard.store.models import Payment
from tmcard.store.transactions import write


def test_it_is_settled_on_demand_and_the_card_is_topped_up(story: Story, database_kind: str) -> None:
    payment = unclear(story)
    report = run(story, fix=True)
    assert (codes(report), [each.code for each in report.settled]) == ([], ["captured_there_not_here"])
    assert story.order(payment.order_id).status == "credited"
    assert len(story.gateway.takes) == 1


def test_settling_a_sound_world_drives_nothing(story: Story) -> None:
    story.approve()
    captured(story)
    with counted() as sent:
        run(story, fix=True)
    assert [statement for statement in sent if not statement.startswith("SELECT")] == []


def test_a_refund_whose_answer_was_lost_is_settled(story: Story) -> None:
    payment = given_up(story)
    story.gateway.lose("refund", Unknown("timeout"))
    story.refund(payment)
    assert codes(run(story)) == ["refunded_there_not_here"]
    assert codes(run(story, fix=True)) == []
    assert story.payment(payment.id).status == "refunded"


def test_a_refund_that_came_through_late_is_settled(story: Story) -> None:
    story.gateway.refund_outcome = RefundStatus.PENDING
    payment = story.refund(given_up(story))
    assert codes(run(story)) == []
    story.gateway.refund_outcome = RefundStatus.COMPLETED
    assert codes(run(story)) == ["refunded_there_not_here"]
    assert codes(run(story, fix=True)) == []
    assert story.payment(payment.id).status == "refunded"


def test_a_paid_card_is_not_topped_up_when_its_money_went_back(story: Story) -> None:
    payment = captured(story)
    story.gateway.restate(payment.capture_id or "", CaptureStatus.REFUNDED)
    report = run(story, fix=True)
    assert (codes(report), [each.code for each in report.settled]) == ([], ["refunded_there_not_here"])
    assert (story.order(payment.order_id).status, story.carrier.top_ups) == ("refunded", [])


def test_a_part_that_went_back_is_left_to_a_person(story: Story) -> None:
    payment = unclear(story)
    story.gateway.restate(f"CAPTURE-{payment.checkout_id}", CaptureStatus.PARTIALLY_REFUNDED)
    assert codes(run(story, fix=True)) == ["partly_refunded_there"]
    assert story.payment(payment.id).status == "capturing"


def test_money_of_another_amount_is_taken_down_and_goes_back(story: Story) -> None:
    story.gateway.odd = {"amount": Money(800, "USD")}
    payment = unclear(story)
    assert codes(run(story)) == ["amount_differs", "captured_there_not_here"]
    assert codes(run(story, fix=True)) == []
    assert (story.payment(payment.id).status, story.gateway.refunds[0].amount) == ("refunded", Money(800, "USD"))


def test_money_for_an_attempt_that_has_ended_goes_back(story: Story) -> None:
    payment = story.approve()
    expired = story.gateway.checkouts[payment.checkout_id or ""]
    story.clock.tick(hours=3)
    story.gateway.checkouts.clear()
    story.settle(payment)
    story.gateway.checkouts[expired.id] = expired
    story.gateway.capture(expired.id, "by-hand")
    assert codes(run(story)) == ["captured_there_not_here"]
    assert codes(run(story, fix=True)) == []
    assert [given.amount for given in story.gateway.refunds] == [payment.amount]


def test_a_second_capture_goes_back(story: Story) -> None:
    payment = unclear(story)
    found = story.gateway.checkouts[payment.checkout_id or ""]
    twice = (*found.captures, replace(found.captures[0], id="CAPTURE-MORE"))
    story.gateway.checkouts[found.id] = replace(found, captures=twice)
    report = run(story, fix=True)
    assert (codes(report), {each.code for each in report.settled}) == ([], {"two_captures", "captured_there_not_here"})
    assert [given.capture_id for given in story.gateway.refunds] == ["CAPTURE-MORE"]
    assert story.order(payment.order_id).status == "credited"


def test_a_refund_made_at_the_payment_service_is_written_down(story: Story) -> None:
    payment = captured(story)
    story.gateway.give(Refund("REFUND-BY-HAND", RefundStatus.COMPLETED, Money(100, "USD"), payment.capture_id or ""))
    assert codes(run(story)) == ["refund_unknown_here"]
    assert codes(run(story, fix=True)) == []


def test_a_dispute_that_ended_unheard_is_looked_up(story: Story) -> None:
    payment = disputed(story)
    sweeping.drive(story.session, story.tools, "dispute", 1)
    assert codes(run(story)) == []
    story.disputes.cases[DISPUTE] = replace(story.disputes.cases[DISPUTE], outcome=Outcome.SELLER)
    assert codes(run(story)) == ["dispute_differs"]
    assert codes(run(story, fix=True)) == []
    assert story.order(payment.order_id).status == "paid"


def test_what_somebody_is_at_work_on_is_left_to_them(story: Story) -> None:
    payment = unclear(story)
    with write(story.session, "claimed"):
        leases.claim(story.session, Payment, payment.id, statuses={"capturing"}, now=story.clock())
    assert codes(run(story, fix=True)) == ["captured_there_not_here"]
    story.clock.tick(seconds=61)
    assert codes(run(story, fix=True)) == []
