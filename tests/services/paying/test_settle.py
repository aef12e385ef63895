"""Is it paid? However many ask, and whatever answer gets lost, the money is taken once."""

from datetime import timedelta

import pytest

from tests import rows
from tests.services.stories import Story
from tmcard.domain.ports import Busy, NotFound, NotSent, Refused, Unknown
from tmcard.domain.states import Act
from tmcard.services.paying import PaymentsUnavailable
from tmcard.store import cards, orders
from tmcard.store.transactions import write


def test_an_approved_payment_pays_its_order(story: Story, database_kind: str) -> None:
    payment = story.settle(story.approve())
    order = story.order(payment.order_id)
    assert (payment.status, payment.pays_order_id, order.status) == ("captured", order.id, "paid")
    assert order.deadline_at == story.clock() + timedelta(minutes=30)
    assert (payment.next_at, order.next_at) == (None, story.clock())


def test_an_order_has_the_time_to_deliver_that_it_was_quoted_with(story: Story) -> None:
    at = story.clock()
    order = rows.order(story.session, story.card, story.plan, created_at=at, deliver_within_seconds=600)
    with write(story.session, "quoted"):
        orders.note(story.session, order.id, "quoted", "open", Act("owner", at))
    story.settle(story.approve(order))
    assert story.order(order.id).deadline_at == at + timedelta(minutes=10)


def test_second_settle_asks_paypal_nothing(story: Story) -> None:
    payment = story.settle(story.approve())
    before = list(story.gateway.calls)
    assert story.settle(payment).status == "captured"
    assert story.gateway.calls == before


def test_settles_at_once_capture_once(story: Story, database_kind: str) -> None:
    payment = story.approve()
    story.together(lambda other: other.settle(payment).status)
    assert story.gateway.calls.count("capture") == 1
    assert story.payment(payment.id).status == "captured"


def test_a_payer_who_has_not_approved_is_waited_for(story: Story) -> None:
    payment = story.settle(story.begin())
    assert payment.status == "created"
    assert payment.next_at is not None
    assert payment.next_at <= story.clock() + timedelta(seconds=6)


def test_a_payer_who_never_approves_is_not_waited_for_for_ever(story: Story) -> None:
    payment = story.begin()
    story.clock.tick(hours=2, minutes=45)
    assert story.settle(payment).status == "expired"
    assert story.gateway.calls.count("capture") == 0


def test_an_attempt_without_a_checkout_ends_with_its_time(story: Story) -> None:
    story.gateway.fail("create", Unknown("timeout"))
    order = story.quote()
    with pytest.raises(PaymentsUnavailable):
        story.start(order)
    payment = story.attempts(order)[0]
    assert story.settle(payment).status == "created"
    story.clock.tick(hours=3)
    assert story.settle(payment).status == "expired"


@pytest.mark.parametrize("error", [Unknown("timeout"), NotSent("no_connection"), Busy("busy"), Unknown("unreadable")])
def test_a_checkout_that_cannot_be_read_is_left_as_it_is(story: Story, error: Exception) -> None:
    payment = story.approve()
    story.gateway.fail("read", error)
    assert story.settle(payment).status == "created"
    assert story.gateway.calls.count("capture") == 0


def test_a_busy_service_is_left_alone_as_long_as_it_asks(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("read", Busy("busy", retry_after_seconds=70))
    assert story.settle(payment).next_at == story.clock() + timedelta(seconds=70)


def test_a_lapsed_checkout_ends_the_attempt(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("read", NotFound("not_found"))
    assert story.settle(payment).status == "expired"


def test_a_lost_capture_answer_is_looked_up_and_not_repeated(story: Story, database_kind: str) -> None:
    payment = story.approve()
    story.gateway.lose("capture", Unknown("timeout"))
    assert story.settle(payment).status == "capturing"
    story.sweep(seconds=7)
    assert story.payment(payment.id).status == "captured"
    assert story.gateway.calls.count("capture") == 1


@pytest.mark.parametrize("error", [Unknown("timeout"), Unknown("unreadable"), NotSent("no_token"), Busy("busy")])
def test_a_capture_that_never_arrived_is_repeated_under_the_same_id(story: Story, error: Exception) -> None:
    payment = story.approve()
    story.gateway.fail("capture", error)
    assert story.settle(payment).status == "capturing"
    story.sweep(seconds=7)
    assert story.gateway.takes == [payment.capture_request_id]
    assert story.payment(payment.id).status == "captured"


def test_an_unknown_capture_is_looked_up_soon_though_the_payer_took_long(story: Story) -> None:
    payment = story.begin()
    for _ in range(8):
        story.sweep(minutes=10)
    story.gateway.approve(payment.checkout_id or "")
    story.gateway.fail("capture", Unknown("timeout"))
    payment = story.settle(payment)
    assert payment.next_at is not None
    assert payment.next_at <= story.clock() + timedelta(seconds=6)


def test_a_capture_is_not_repeated_when_its_id_may_be_forgotten(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"))
    story.settle(payment)
    story.clock.tick(hours=5, minutes=31)
    assert story.settle(payment).status == "capturing"
    assert story.gateway.calls.count("capture") == 1


def test_an_unknown_capture_is_not_given_up_when_the_checkout_is_forgotten(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Unknown("timeout"))
    story.settle(payment)
    story.gateway.fail("read", NotFound("not_found"))
    story.clock.tick(hours=4)
    assert story.settle(payment).status == "capturing"


def test_money_already_taken_is_seen_when_the_capture_is_refused(story: Story) -> None:
    payment = story.approve()
    story.gateway.lose("capture", Refused("already_captured"))
    assert story.settle(payment).status == "captured"


def test_money_already_taken_that_cannot_be_seen_yet_is_looked_up_again(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused("already_captured"))
    assert story.settle(payment).status == "capturing"


def test_a_capture_in_progress_is_waited_for(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused("in_progress", permanent=False))
    assert story.settle(payment).status == "capturing"


@pytest.mark.parametrize("change", [{"is_gone": True}, {"ends_at": rows.NOW - timedelta(1)}, {"owner_id": None}])
def test_nothing_is_taken_for_a_card_that_ended_or_changed_hands(story: Story, change: dict[str, object]) -> None:
    payment = story.approve()
    cards.put(story.session, story.card.id, **change)
    story.session.commit()
    assert story.settle(payment).status == "declined"
    assert story.gateway.takes == []


def test_nothing_is_taken_for_a_withdrawn_plan(story: Story) -> None:
    payment = story.approve()
    story.plan.sold_until = story.clock()
    story.session.commit()
    assert story.settle(payment).failure == "plan_withdrawn"
    assert story.gateway.takes == []


def test_nothing_is_taken_while_another_renewal_of_the_card_is_under_way(story: Story) -> None:
    late = story.approve()
    story.pay()
    assert story.settle(late).failure == "card_under_way"
    assert len(story.gateway.takes) == 1


def test_nothing_is_taken_for_an_order_that_ended(story: Story) -> None:
    payment = story.approve()
    with write(story.session, "cancelled"):
        orders.advance(story.session, payment.order_id, "withdrawn", Act("owner", story.clock()))
    assert story.settle(payment).failure == "order_ended"
    assert story.gateway.takes == []


def test_an_approval_seen_by_the_sweeper_alone_pays_the_order(story: Story) -> None:
    order = story.order(story.approve().order_id)
    story.sweep(seconds=7)
    assert story.order(order.id).status == "credited"
    assert story.letters(order) == ["receipt"]
