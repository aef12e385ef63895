"""Every refusal of a capture that PayPal documents, and what follows from it: one row each."""

import pytest

from tests.services.stories import Story
from tmcard.adapters.paypal.words import refusal
from tmcard.store import cases

AGAIN = "INSTRUMENT_DECLINED PAYER_ACTION_REQUIRED REDIRECT_PAYER_FOR_ALTERNATE_FUNDING CARD_EXPIRED"
AGAIN += " INVALID_SECURITY_CODE_LENGTH CARD_BRAND_NOT_SUPPORTED REFERENCED_CARD_EXPIRED"
AGAIN += " PAYMENT_SOURCE_DECLINED_BY_PROCESSOR PAYMENT_SOURCE_CANNOT_BE_USED"
WAIT = "ORDER_ALREADY_CAPTURED ORDER_COMPLETION_IN_PROGRESS ORDER_IS_PENDING_APPROVAL"
OVER = "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED TRANSACTION_REFUSED PAYEE_BLOCKED_TRANSACTION"
OVER += " TRANSACTION_BLOCKED_BY_PAYEE PAYER_CANNOT_PAY PAYER_ACCOUNT_RESTRICTED PAYER_ACCOUNT_LOCKED_OR_CLOSED"
OVER += " COMPLIANCE_VIOLATION TRANSACTION_LIMIT_EXCEEDED PAYMENT_DENIED DUPLICATE_INVOICE_ID"
OURS = "APPLE_PAY_AMOUNT_MISMATCH NOT_ENABLED_FOR_CARD_PROCESSING NOT_ENABLED_FOR_APPLE_PAY PAYEE_ACCOUNT_INVALID"
OURS += " PAYEE_ACCOUNT_LOCKED_OR_CLOSED PAYEE_ACCOUNT_NOT_VERIFIED PAYEE_ACCOUNT_RESTRICTED PERMISSION_DENIED"
OURS += " INVENTED_LAST_WEEK"
URL = "https://www.sandbox.paypal.com/checkoutnow?token=AGAIN"


def refuse(story: Story, issue: str, status: int = 422) -> str:
    """Settle an approved payment whose capture is refused so; answers where it then stands."""
    payment = story.approve()
    error = {"name": "X", "details": [{"issue": issue}], "links": [{"rel": "redirect", "href": URL}]}
    story.gateway.fail("capture", refusal(status, error, {}))
    settled = story.settle(payment)
    assert story.order(payment.order_id).status == "open"
    return settled.status


def told(story: Story) -> list[str]:
    """Of what people would be told."""
    return [case.kind for case in cases.untold(story.session, story.clock())]


@pytest.mark.parametrize("issue", AGAIN.split())
def test_the_payer_can_mend_it_and_goes_on(story: Story, issue: str) -> None:
    assert (refuse(story, issue), told(story)) == ("approved", [])


@pytest.mark.parametrize("issue", WAIT.split())
def test_nobody_knows_yet_and_it_is_looked_up(story: Story, issue: str) -> None:
    assert (refuse(story, issue), told(story)) == ("capturing", [])


@pytest.mark.parametrize("issue", OVER.split())
def test_the_attempt_is_over_and_another_may_be_begun(story: Story, issue: str) -> None:
    assert (refuse(story, issue), told(story)) == ("declined", [])
    order = story.attempts(story.order(1))[0].order
    assert story.start(order) != ""
    assert len(story.attempts(order)) == 2


@pytest.mark.parametrize("issue", OURS.split())
def test_it_lies_with_us_and_people_are_told(story: Story, issue: str) -> None:
    assert (refuse(story, issue), told(story)) == ("declined", ["refused_setup"])


def test_a_lapsed_checkout_ends_kindly(story: Story) -> None:
    assert (refuse(story, "INVALID_RESOURCE_ID", 404), told(story)) == ("expired", [])


def test_an_approval_not_seen_yet_is_waited_for(story: Story) -> None:
    assert (refuse(story, "ORDER_NOT_APPROVED"), told(story)) == ("approved", [])


def test_a_duplicate_invoice_lets_every_attempt_be_looked_at_again(story: Story) -> None:
    order = story.quote()
    first = story.approve(order)
    story.gateway.checkouts.clear()
    story.settle(first)
    refuse_again = refusal(422, {"details": [{"issue": "DUPLICATE_INVOICE_ID"}]}, {})
    second = story.approve(order)
    story.gateway.fail("capture", refuse_again)
    story.settle(second)
    assert (story.payment(first.id).status, story.payment(first.id).next_at) == ("expired", story.clock())
