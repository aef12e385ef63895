"""A price between several payers: the renewal happens once, when the last of them has paid."""

import pytest

from tests.services.splitting.sharing import friends
from tests.services.stories import Story
from tmcard.domain.quotes import Start
from tmcard.services.paying import NotOpen
from tmcard.services.quoting import requote
from tmcard.services.splitting import has_room
from tmcard.store.transactions import write


def test_each_pays_a_share_of_their_own_and_all_together_the_price(story: Story) -> None:
    three = friends(story)
    orders = [three.quote() for _ in range(3)]
    assert [(order.share_number, order.amount_minor) for order in orders] == [(1, 300), (2, 300), (3, 300)]


def test_nothing_is_delivered_before_all_have_paid(story: Story, database_kind: str) -> None:
    three = friends(story)
    first, second = three.pay(), three.pay()
    story.sweep(hours=1)
    assert [story.order(each.id).status for each in (first, second)] == ["pooled", "pooled"]
    assert story.carrier.calls == []
    assert story.letters(first) == ["share"]


def test_with_the_last_share_the_renewal_happens_once_for_all(story: Story, database_kind: str) -> None:
    three = friends(story)
    orders = [three.pay() for _ in range(3)]
    assert orders[2].status == "paid"
    story.sweep()
    story.sweep()
    assert [story.order(each.id).status for each in orders] == ["credited"] * 3
    assert len(story.carrier.top_ups) == 1
    told = [kind for each in orders for kind in story.letters(each)]
    assert (told.count("receipt"), told.count("guest_renewed")) == (3, 1)
    assert three.seen().outcome == "complete"


def test_the_last_two_at_once_make_one_renewal(story: Story, database_kind: str) -> None:
    two = friends(story, 2)
    approved = [story.approve(two.quote()) for _ in range(2)]
    waiting = list(approved)
    story.together(lambda other: other.settle(waiting.pop()), times=2)
    story.sweep()
    story.sweep(minutes=6)
    story.sweep()
    assert [story.order(each.order_id).status for each in approved] == ["credited", "credited"]
    assert len(story.carrier.top_ups) == 1


def test_of_two_at_one_share_only_one_is_charged(story: Story, database_kind: str) -> None:
    two = friends(story, 2)
    rivals = [two.quote(), two.quote(), two.quote()]  # the third is given a share that another was quoted
    assert rivals[2].share_number == 1
    taken = [story.settle(story.approve(each)) for each in rivals[::2]]
    assert [(each.status, each.failure) for each in taken] == [("captured", None), ("declined", "split_share_paid")]


def test_the_lock_on_the_split_has_room_for_one_at_each_share(story: Story) -> None:
    two = friends(story, 2)
    rivals = [two.quote(), two.quote(), two.quote()]
    story.settle(story.approve(rivals[0]))
    with write(story.session, "share_capturing"):
        found = [has_room(story.session, each) for each in rivals[1:]]
    assert found == [True, False]


def test_a_friend_who_never_pays_does_not_keep_the_owner_from_renewing(story: Story) -> None:
    friends(story).pay()
    own = story.pay()
    assert story.credit(own).status == "credited"


def test_a_share_cannot_be_made_to_wait_for_the_running_plan(story: Story) -> None:
    order = friends(story).quote()
    fresh = requote(story.session, order, now=story.clock(), starts=Start.QUEUED)
    assert (fresh.ref, fresh.starts) == (order.ref, "now")


def test_nothing_is_taken_off_a_share(story: Story) -> None:
    order = friends(story).quote()
    assert (order.list_minor, order.uses) == (None, [])


def test_a_share_that_was_paid_is_not_paid_again(story: Story) -> None:
    order = friends(story).pay()
    with pytest.raises(NotOpen):
        story.start(order)
