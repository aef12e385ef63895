"""The 3-D Secure gate: no money from a card before its issuer let it pass, by PayPal's record alone."""

import pytest

from tests.services.paying.test_methods import begun
from tests.services.stories import Story
from tmcard.domain.payments import Method
from tmcard.domain.ports import Unknown
from tmcard.domain.three_d_secure import Answer, Authentication, Enrollment, Shift
from tmcard.store import orders
from tmcard.store.models import Payment

PASSED = Authentication(Shift.POSSIBLE, Enrollment.YES, Answer.PASSED)
FAILED = Authentication(Shift.NO, Enrollment.YES, Answer.FAILED)
UNCLEAR = Authentication(Shift.UNKNOWN, Enrollment.YES, Answer.UNABLE)


def carded(story: Story, found: Authentication | None = None, *, approved: bool = False) -> Payment:
    """A card of which this is on record."""
    payment = begun(story, story.quote(), Method.CARD)
    if found is not None:
        story.gateway.authenticate(payment.checkout_id or "", found)
    if approved:
        story.gateway.approve(payment.checkout_id or "")
    return payment


@pytest.mark.parametrize("actor", ["payer", "return", "worker"])
def test_a_card_that_passed_is_captured_though_paypal_still_calls_it_created(
    story: Story, actor: str, database_kind: str
) -> None:
    assert story.settle(carded(story, PASSED), actor).status == "captured"


def test_a_card_that_was_asked_nothing_is_captured_once_it_is_approved(story: Story) -> None:
    assert story.settle(carded(story, approved=True)).status == "captured"


@pytest.mark.parametrize("actor", ["payer", "return", "worker"])
def test_a_card_neither_approved_nor_passed_is_waited_for(story: Story, actor: str) -> None:
    assert story.settle(carded(story), actor).status == "created"
    assert "capture" not in story.gateway.calls


@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("actor", ["payer", "return", "worker"])
def test_a_card_whose_issuer_said_no_is_never_captured(story: Story, actor: str, approved: bool) -> None:
    payment = story.settle(carded(story, FAILED, approved=approved), actor)
    assert (payment.status, payment.failure) == ("declined", "three_d_secure_failed")
    assert story.order(payment.order_id).status == "open"
    assert "capture" not in story.gateway.calls


@pytest.mark.parametrize("approved", [True, False])
def test_an_unclear_answer_ends_the_attempt_when_the_payer_is_back(story: Story, approved: bool) -> None:
    payment = story.settle(carded(story, UNCLEAR, approved=approved))
    assert (payment.status, payment.failure) == ("declined", "three_d_secure_unclear")
    assert "capture" not in story.gateway.calls


def test_while_the_payer_may_still_be_at_the_bank_the_worker_only_waits(story: Story) -> None:
    payment = story.settle(carded(story, UNCLEAR), "worker")
    assert payment.status == "created"
    story.gateway.authenticate(payment.checkout_id or "", PASSED)
    assert story.settle(payment, "worker").status == "captured"


def test_a_second_card_may_pay_after_the_first_was_refused(story: Story) -> None:
    first = story.settle(carded(story, FAILED))
    second = begun(story, story.order(first.order_id), Method.CARD)
    story.gateway.approve(second.checkout_id or "")
    assert (second.id != first.id, story.settle(second).status) == (True, "captured")


def test_money_that_may_be_taken_already_is_never_called_refused(story: Story) -> None:
    payment = carded(story, PASSED)
    story.gateway.fail("capture", Unknown("timeout"))
    assert story.settle(payment).status == "capturing"
    story.gateway.authenticate(payment.checkout_id or "", FAILED)
    assert story.settle(payment).status == "capturing"


def test_what_the_issuer_said_stands_in_the_journal(story: Story) -> None:
    payment = story.settle(carded(story, FAILED))
    line = orders.journal(story.session, payment.order_id)[-1]
    assert (line.event, line.evidence["answer"]) == ("declined", "failed")


def test_a_wallet_is_not_asked_for_3d_secure(story: Story) -> None:
    payment = begun(story, story.quote(), Method.PAYPAL)
    story.gateway.authenticate(payment.checkout_id or "", FAILED)
    story.gateway.approve(payment.checkout_id or "")
    assert story.settle(payment).status == "captured"
