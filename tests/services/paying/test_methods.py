"""Several ways to pay one order: each method has an attempt of its own, and the first to be captured wins."""

from collections.abc import Callable

import pytest

from tests.services.stories import URLS, Story
from tmcard.domain.payments import Method
from tmcard.domain.ports import Refused
from tmcard.services.paying import MethodRefused, Wish, begin
from tmcard.services.throttling import TooMany
from tmcard.store.models import Order, Payment

Begin = Callable[[Method], Payment]


def begun(story: Story, order: Order, method: Method) -> Payment:
    """The payer chooses a way to pay."""
    return begin(story.session, story.gateway, order.id, Wish(URLS, "payer@example.com", method), clock=story.clock)


@pytest.mark.parametrize("method", list(Method))
def test_each_method_asks_for_itself_and_for_our_price(story: Story, method: Method, database_kind: str) -> None:
    order = story.quote()
    payment = begun(story, order, method)
    request = story.gateway.requests[0]
    assert (request.method, request.amount, payment.method) == (method, order.price, method)
    assert payment.checkout_id in story.gateway.checkouts


def test_the_same_method_again_is_the_same_attempt(story: Story) -> None:
    order = story.quote()
    assert begun(story, order, Method.CARD).id == begun(story, order, Method.CARD).id
    assert story.gateway.calls == ["create"]


def test_another_method_is_another_attempt_with_ids_of_its_own(story: Story) -> None:
    order = story.quote()
    attempts = [begun(story, order, method) for method in Method]
    assert len({p.id for p in attempts}) == len({p.create_request_id for p in attempts}) == 3
    assert len({p.invoice_id for p in attempts}) == len({p.capture_request_id for p in attempts}) == 3


def test_of_two_ways_that_are_both_approved_the_first_pays_and_the_second_takes_nothing(story: Story) -> None:
    order = story.quote()
    card, wallet = begun(story, order, Method.CARD), begun(story, order, Method.PAYPAL)
    for payment in (card, wallet):
        story.gateway.approve(payment.checkout_id or "")
    assert story.settle(wallet).status == "captured"
    assert story.settle(card).status == "declined"
    assert len(story.gateway.takes) == 1


def test_a_card_is_never_sent_to_paypals_page(story: Story) -> None:
    assert begun(story, story.quote(), Method.CARD).approval_url is None


def test_two_tabs_at_once_begin_one_attempt(story: Story, database_kind: str) -> None:
    order = story.quote()
    ids = story.together(lambda other: begun(other, order, Method.CARD).checkout_id)
    assert len(set(ids)) == 1
    assert len(story.attempts(order)) == 1


def test_a_list_of_stolen_cards_is_not_tried_out_here(story: Story) -> None:
    order = story.quote()
    for _ in range(10):
        story.gateway.fail("create", Refused("rejected"))
        with pytest.raises(MethodRefused):
            begun(story, order, Method.CARD)
    with pytest.raises(TooMany):
        begun(story, order, Method.CARD)
    assert begun(story, order, Method.PAYPAL).checkout_id
