"""Pressing "pay": one attempt at a time, and no money is asked for what could not be delivered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import rows
from tests.fakes import FakePayments
from tests.services.stories import Story
from tmcard.domain.ports import Busy, Checkout, CheckoutRequest, NotSent, Refused, Unknown
from tmcard.services.paying import (
    MethodRefused,
    NotOpen,
    PaymentsUnavailable,
    PaymentUndecided,
    PlanWithdrawn,
    QuoteEnded,
)
from tmcard.services.quoting import CannotRenew
from tmcard.store import cards


class _Addressless(FakePayments):
    """A payment service that does not say where the payer goes."""

    def create(self, request: CheckoutRequest) -> Checkout:
        return replace(super().create(request), approval_url="")


def test_the_payer_is_sent_to_approve_exactly_the_price(story: Story, database_kind: str) -> None:
    order = story.quote()
    url = story.start(order)
    request = story.gateway.requests[0]
    payment = story.attempts(order)[0]
    assert url == payment.approval_url
    assert (request.amount, request.custom_id, request.invoice_id) == (order.price, payment.ref, payment.invoice_id)


def test_the_terms_and_the_address_are_kept(story: Story) -> None:
    order = story.order(story.begin().order_id)
    assert (order.terms_agreed_at, order.receipt_email) == (rows.NOW, "payer@example.com")


def test_pressing_twice_goes_on_with_the_same_attempt(story: Story) -> None:
    order = story.quote()
    assert story.start(order) == story.start(order)
    assert story.gateway.calls == ["create"]


def test_pressing_in_two_tabs_at_once_begins_one_attempt(story: Story, database_kind: str) -> None:
    order = story.quote()
    urls = story.together(lambda other: other.start(order))
    assert len(set(urls)) == 1
    assert len(story.attempts(order)) == 1
    assert len(story.gateway.checkouts) == 1


@pytest.mark.parametrize("error", [Unknown("timeout"), Unknown("unreadable"), NotSent("no_token"), Busy("busy")])
def test_an_unclear_answer_leaves_an_attempt_to_go_on_with(story: Story, error: Exception) -> None:
    story.gateway.fail("create", error)
    order = story.quote()
    with pytest.raises(PaymentsUnavailable):
        story.start(order)
    assert story.start(order)
    assert [p.status for p in story.attempts(order)] == ["created"]


def test_a_lost_answer_is_the_same_checkout_when_asked_again(story: Story) -> None:
    story.gateway.lose("create", Unknown("timeout"))
    order = story.quote()
    with pytest.raises(PaymentsUnavailable):
        story.start(order)
    story.start(order)
    assert len(story.gateway.checkouts) == 1
    assert len({r.request_id for r in story.gateway.requests}) == 1


def test_an_answer_without_an_address_is_no_answer(story: Story) -> None:
    story.gateway = _Addressless()
    with pytest.raises(PaymentsUnavailable):
        story.start(story.quote())


def test_a_refused_attempt_is_closed_and_the_next_is_a_new_one(story: Story) -> None:
    story.gateway.fail("create", Refused("duplicate_invoice"))
    order = story.quote()
    with pytest.raises(MethodRefused):
        story.start(order)
    story.start(order)
    first, second = story.attempts(order)
    assert (first.status, first.failure, second.status) == ("declined", "duplicate_invoice", "created")
    assert first.invoice_id != second.invoice_id
    assert first.create_request_id != second.create_request_id


def test_an_ended_quote_is_not_paid(story: Story) -> None:
    order = story.quote()
    story.clock.tick(minutes=15)
    with pytest.raises(QuoteEnded):
        story.start(order)
    assert story.gateway.calls == []


def test_a_withdrawn_plan_is_not_paid(story: Story) -> None:
    order = story.quote()
    story.plan.sold_until = story.clock()
    story.session.commit()
    with pytest.raises(PlanWithdrawn):
        story.start(order)


@pytest.mark.parametrize(
    ("change", "reason"), [({"is_gone": True}, "gone"), ({"ends_at": rows.NOW - timedelta(1)}, "expired")]
)
def test_a_card_that_ended_is_not_paid_for(story: Story, change: dict[str, object], reason: str) -> None:
    order = story.quote()
    cards.put(story.session, story.card.id, **change)
    story.session.commit()
    with pytest.raises(CannotRenew, match=reason):
        story.start(order)


def test_a_card_that_changed_hands_is_not_paid_for(story: Story) -> None:
    order = story.quote()
    cards.put(story.session, story.card.id, owner_id=rows.owner(story.session).id)
    story.session.commit()
    with pytest.raises(NotOpen):
        story.start(order)


def test_a_second_renewal_waits_for_the_first(story: Story) -> None:
    other = story.quote()
    story.pay()
    with pytest.raises(CannotRenew, match="under_way"):
        story.start(other)


def test_a_paid_order_is_not_paid_again(story: Story) -> None:
    with pytest.raises(NotOpen):
        story.start(story.pay())


def test_nothing_new_is_begun_while_money_may_be_on_its_way(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"))
    story.settle(payment)
    with pytest.raises(PaymentUndecided):
        story.start(story.order(payment.order_id))


def test_an_answer_that_comes_late_disturbs_nothing(story: Story) -> None:
    order = story.quote()

    def rival() -> None:
        payment = story.elsewhere(lambda other: other.approve(order))
        story.elsewhere(lambda other: other.settle(payment))

    story.gateway.meanwhile("create", rival)
    story.start(order)
    payment = story.attempts(order)[0]
    assert (payment.status, payment.next_at) == ("captured", None)
