"""A friend's first renewal brings whoever sent them something off their own next one."""

from typing import Any

import pytest

from tests import rows
from tests.services.promoting import ons
from tests.services.stories import URLS, Story, know
from tmcard.domain.ports import Refused
from tmcard.domain.promotions import Reason
from tmcard.services import promoting, refunding
from tmcard.services.paying import start
from tmcard.store import cards
from tmcard.store.models import Order
from tmcard.store.transactions import release

AMOUNT = {"amounts": {"USD": 100}}


@pytest.fixture(autouse=True)
def programme(story: Story) -> None:
    """A dollar off for friends, another for whoever sent them."""
    ons.promotion(story.session, "referral", effect=AMOUNT)
    ons.promotion(story.session, "reward", effect=AMOUNT)


def code(story: Story) -> str:
    """The owner's code."""
    found = promoting.code_of(story.session, story.owner.id, story.clock())
    release(story.session)
    return found


def friend(story: Story) -> dict[str, Any]:
    """Somebody new, whose card the carrier knows."""
    new = rows.owner(story.session)
    card = rows.card(story.session, new)
    know(story, card)
    return {"owner_id": new.id, "card_ref": card.ref}


def renewed(story: Story, email: str = "friend@example.com") -> Order:
    """A friend has renewed by the code."""
    order = story.quote(codes=(code(story),), **friend(story))
    start(story.session, story.gateway, order.id, urls=URLS, email=email, clock=story.clock)
    payment = story.attempts(order)[-1]
    story.gateway.approve(payment.checkout_id or "")
    return story.credit(story.order(story.settle(payment).order_id))


def test_a_code_is_made_once(story: Story, database_kind: str) -> None:
    told = story.together(lambda own: promoting.code_of(own.session, own.owner.id, own.clock()))
    assert {code(story), *told} == {told[0]}


def test_a_friend_pays_less_and_the_owner_next_time_too(story: Story, database_kind: str) -> None:
    order = renewed(story)
    assert (order.status, ons.lines(story.session, order)) == ("credited", [("referral", 100)])
    assert promoting.brought(story.session, story.owner.id, story.clock()) == promoting.Brought(1, 1)
    release(story.session)
    own = story.quote()
    assert (own.amount_minor, ons.lines(story.session, own)) == (800, [("reward", 100)])


def test_a_reward_is_had_once(story: Story, database_kind: str) -> None:
    renewed(story)
    refs = iter([story.card.ref, rows.card(story.session, story.owner).ref])
    orders = [story.quote(card_ref=ref) for ref in refs]
    assert story.pay(orders[1]).status == "paid"
    assert story.quote().amount_minor == 900
    assert promoting.brought(story.session, story.owner.id, story.clock()).waiting == 0
    release(story.session)


def test_two_friends_are_two_rewards_one_renewal_each(story: Story) -> None:
    renewed(story)
    renewed(story, "other@example.com")
    assert story.pay(story.quote()).amount_minor == 800
    assert story.quote(card_ref=rows.card(story.session, story.owner).ref).amount_minor == 800


def test_ones_own_code_does_nothing(story: Story) -> None:
    own = code(story)
    assert ons.shelf(story, own).refused == {own: Reason.OWN_CODE}
    assert promoting.about(story.session, own, story.owner.id, story.clock()) is Reason.OWN_CODE


def test_a_friend_who_renewed_before_is_no_new_one(story: Story) -> None:
    facts = friend(story)
    card = cards.of_owner(story.session, facts["card_ref"], facts["owner_id"])
    assert card is not None
    ons.past(story, card)
    assert story.quote(codes=(code(story),), **facts).amount_minor == 900


def test_nothing_is_earned_by_what_was_not_delivered(story: Story) -> None:
    story.carrier.fail("top_up", Refused("plan_gone"))
    assert renewed(story).status == "refunding"
    assert promoting.brought(story.session, story.owner.id, story.clock()) == promoting.Brought(0, 0)


def test_a_reward_goes_with_the_money_of_the_friend(story: Story, database_kind: str) -> None:
    order = renewed(story)
    payment = story.attempts(order)[0]
    assert story.quote().amount_minor == 800
    give_back(story, payment.id)
    story.clock.tick(minutes=16)
    assert story.quote().amount_minor == 900


def give_back(story: Story, payment_id: int) -> None:
    """Staff give all of it back."""
    facts: dict[str, Any] = {"reason": "goodwill", "note": "", "actor": "staff", "form_token": "back"}
    refunding.ask(story.session, payment_id, amount=None, now=story.clock(), **facts)


def test_a_guest_neither_sees_nor_uses_what_the_owner_earned(story: Story) -> None:
    renewed(story)
    assert ons.shelf(story, is_guest=True).choices[0].deal is None
    assert ons.shelf(story).choices[0].deal is not None


def test_a_code_that_is_nobodys_is_unknown(story: Story) -> None:
    assert promoting.about(story.session, "ZZZZZZZZ", story.owner.id, story.clock()) is Reason.UNKNOWN
    assert promoting.about(story.session, " -", None, story.clock()) is Reason.UNKNOWN


def test_a_friends_code_is_what_it_stands_for(story: Story) -> None:
    found = promoting.about(story.session, code(story).lower(), None, story.clock())
    assert getattr(found, "kind", None) == "referral"
