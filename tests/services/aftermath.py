"""What may happen to money that was taken: refunds of every origin, and disputes."""

from typing import Any

from tests.services.stories import Story
from tmcard.domain.disputes import Outcome
from tmcard.domain.money import Money
from tmcard.domain.ports import DisputeCase, PaymentHint, Refund, RefundStatus, Refused
from tmcard.domain.states import Act
from tmcard.services import refunding
from tmcard.store import disputes, refunds
from tmcard.store.models import Dispute, Order, Payment, RefundRow
from tmcard.store.transactions import release, write

DISPUTE = "PP-D-27803"


def paid(story: Story) -> Payment:
    """The payment of a renewal that waits for its top-up."""
    return story.attempts(story.pay())[0]


def delivered(story: Story) -> Payment:
    """The payment of a renewal that has arrived."""
    return story.attempts(story.credit(story.pay()))[0]


def given_up(story: Story) -> Payment:
    """A payment whose renewal could not be delivered: its refund has begun."""
    story.carrier.fail("top_up", Refused("plan_gone"))
    return story.attempts(story.credit(story.pay()))[0]


def ask(story: Story, payment: Payment, minor: int | None = None, **changes: Any) -> RefundRow:
    """A person gives something back, or all that is left."""
    amount = Money(minor, "USD") if minor is not None else None
    facts = {"amount": amount, "reason": "goodwill", "note": "", "actor": "staff:kim", "form_token": f"form-{minor}"}
    return refunding.ask(story.session, payment.id, now=story.clock(), **{**facts, **changes})


def give_elsewhere(story: Story, payment: Payment, minor: int, refund_id: str = "REFUND-BY-HAND") -> None:
    """Somebody gives money back in the payment service's own pages."""
    capture_id = story.payment(payment.id).capture_id or ""
    story.gateway.give(Refund(refund_id, RefundStatus.COMPLETED, Money(minor, "USD"), capture_id))


def reckon(story: Story, payment: Payment) -> Payment:
    """The worker looks what others did."""
    return refunding.reckon(story.session, story.gateway, payment.id, story.clock)


def rows_of(story: Story, payment: Payment) -> list[RefundRow]:
    """Every refund of the payment."""
    found = refunds.of_payment(story.session, payment.id)
    release(story.session)
    return found


def refund_of(story: Story, payment: Payment) -> RefundRow:
    """The newest refund of the payment."""
    return rows_of(story, payment)[-1]


def disputed(story: Story, payment: Payment | None = None, outcome: Outcome | None = None) -> Payment:
    """A payment of which a webhook says that it is disputed; PayPal says so, too."""
    payment = payment or paid(story)
    captures = (payment.capture_id or "",)
    case = DisputeCase(DISPUTE, captures, "chargeback", "unauthorised", payment.amount, story.clock(), outcome)
    story.disputes.cases[DISPUTE] = case
    with write(story.session, "reported"):
        disputes.report(story.session, DISPUTE, payment, Act("webhook", story.clock()))
    return payment


def dispute_of(story: Story, order: Order) -> Dispute:
    """The dispute about the order."""
    found = disputes.of_order(story.session, order.id)[0]
    release(story.session)
    return found


def hint(kind: str, **facts: str) -> PaymentHint:
    """What a webhook of this kind says."""
    return PaymentHint(
        **{"event_id": f"WH-{kind}", "kind": kind, "checkout_id": "", "custom_id": "", "capture_id": ""} | facts
    )
