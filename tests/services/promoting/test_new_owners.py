"""What is for new owners is had once: by the owner, by the card, and by whoever gets the receipt."""

from functools import partial
from typing import Any

import pytest

from tests import rows
from tests.services.promoting import ons
from tests.services.stories import URLS, Story
from tmcard.domain.promotions import Reason
from tmcard.services import quoting
from tmcard.services.paying import QuoteEnded, start
from tmcard.store.models import Order
from tmcard.store.transactions import release

AMOUNT = {"amounts": {"USD": 200}}


@pytest.fixture(autouse=True)
def first_order(story: Story) -> None:
    """US$2.00 off for a first order."""
    ons.promotion(story.session, "first_order", effect=AMOUNT)


def another(story: Story) -> dict[str, Any]:
    """Somebody else and their card."""
    return ons.neighbours(story, 1)[0]


def press_pay(story: Story, order: Order, email: str) -> str:
    """The payer presses "pay" and wants the receipt there."""
    return start(story.session, story.gateway, order.id, urls=URLS, email=email, clock=story.clock)


def test_a_first_order_has_it_and_a_second_has_not(story: Story, database_kind: str) -> None:
    order = story.quote()
    assert order.amount_minor == 700
    story.credit(story.pay(order))
    assert story.quote().amount_minor == 900


def test_another_card_of_the_same_owner_has_it_not(story: Story) -> None:
    story.pay(story.quote())
    assert story.quote(card_ref=rows.card(story.session, story.owner).ref).amount_minor == 900


def test_the_same_card_has_it_not_with_another_owner(story: Story) -> None:
    ons.past(story, story.card, "credited", owner_id=rows.owner(story.session).id)
    assert story.quote().amount_minor == 900


def test_a_refunded_first_order_was_none(story: Story) -> None:
    ons.past(story, story.card, "refunded")
    assert story.quote().amount_minor == 700


def test_two_cards_at_once_have_it_once(story: Story, database_kind: str) -> None:
    cards = iter([rows.card(story.session, story.owner).ref for _ in range(4)])
    orders = story.together(lambda own: own.quote(card_ref=next(cards)))
    assert [order.amount_minor for order in orders] == [700] * 4
    payable = [order for order in orders if _is_payable(story, order)]
    assert len(payable) == 1


def _is_payable(story: Story, order: Order) -> bool:
    try:
        press_pay(story, order, "")
    except QuoteEnded:
        return False
    return True


def test_an_address_that_renewed_before_is_seen_when_paying_begins(story: Story, database_kind: str) -> None:
    story.pay(story.quote(**another(story)))
    order = story.quote()
    with pytest.raises(QuoteEnded):
        press_pay(story, order, "Payer+again@Example.com")
    assert (story.gateway.requests[1:], story.order(order.id).receipt_email) == ([], "Payer+again@Example.com")


def test_the_fresh_quote_shows_the_full_price_and_can_be_paid(story: Story) -> None:
    story.pay(story.quote(**another(story)))
    order = story.quote()
    with pytest.raises(QuoteEnded):
        story.start(order)
    fresh = quoting.requote(story.session, story.order(order.id), now=story.clock())
    release(story.session)
    assert (fresh.amount_minor, story.order(order.id).status) == (900, "cancelled")
    assert story.pay(fresh).status == "paid"


def test_one_address_with_two_cards_at_once_has_it_once(story: Story, database_kind: str) -> None:
    orders = [story.quote(), story.quote(**another(story)), story.quote(**another(story))]
    assert {order.amount_minor for order in orders} == {700}
    waiting = iter(orders)
    told = story.together(lambda own: _began(own, next(waiting)), times=3)
    assert sorted(told) == [False, False, True]


def _began(story: Story, order: Order) -> bool:
    try:
        story.start(order)
    except QuoteEnded:
        return False
    return True


def test_a_guest_has_it_as_the_owner_would_and_takes_it_from_them(story: Story) -> None:
    guest = partial(story.quote, visitor_hash="a browser")
    assert (guest().amount_minor, story.quote().amount_minor) == (700, 900)
    story.pay(guest())
    assert story.quote(card_ref=rows.card(story.session, story.owner).ref).amount_minor == 900


def test_an_address_that_is_known_is_looked_up_before(story: Story) -> None:
    story.pay(story.quote(**another(story)))
    assert ons.shelf(story, email="PAYER@example.com").choices[0].deal is None
    assert ons.shelf(story).choices[0].deal is not None


def test_whoever_renewed_at_the_full_price_meanwhile_is_no_first_any_more(story: Story) -> None:
    order = story.quote()
    ons.past(story, rows.card(story.session, story.owner), "credited")
    with pytest.raises(QuoteEnded):
        press_pay(story, order, "")


def test_pressing_pay_twice_takes_nothing_away(story: Story) -> None:
    order = story.quote()
    assert press_pay(story, order, "a@example.com") == press_pay(story, order, "b@example.com")


def test_its_reason_is_told_for_codes_of_that_kind(story: Story) -> None:
    ons.promotion(story.session, "referral", effect=AMOUNT)
    ons.past(story, story.card, "credited")
    assert ons.shelf(story, "NO-SUCH").refused == {"NO-SUCH": Reason.UNKNOWN}
