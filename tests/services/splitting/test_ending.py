"""Not all have paid in time, or the renewal fails: everybody is given their money back, by itself."""

import pytest

from tests.services.splitting.sharing import LASTS, friends
from tests.services.stories import Story
from tmcard.domain.ports import Refused, Unknown
from tmcard.services import splitting
from tmcard.services.splitting import watch
from tmcard.store.transactions import write


def given_back(story: Story) -> list[int]:
    """What the payment service gave back, smallest first."""
    return sorted(each.amount.amount_minor for each in story.gateway.money_back.values())


def test_at_the_deadline_everybody_gets_it_back(story: Story, database_kind: str) -> None:
    three = friends(story)
    paid = [three.pay(), three.pay()]
    story.sweep(days=2)
    story.sweep()
    assert [(order.status, order.failure) for order in (story.order(each.id) for each in paid)] == [
        ("refunded", "split_failed"),
        ("refunded", "split_failed"),
    ]
    assert (given_back(story), story.carrier.calls, three.seen().outcome) == ([300, 300], [], "late")


def test_just_before_the_deadline_nobody_does(story: Story) -> None:
    order = friends(story).pay()
    story.sweep(seconds=LASTS.total_seconds() - 1)
    assert story.order(order.id).status == "pooled"


def test_after_the_deadline_no_money_is_taken(story: Story, database_kind: str) -> None:
    two = friends(story, 2)
    two.pay()
    late = story.approve(two.quote())
    story.clock.tick(days=2)
    assert story.settle(late).status == "declined"
    assert given_back(story) == []


def test_a_capture_that_is_known_only_after_the_deadline_goes_back(story: Story, database_kind: str) -> None:
    two = friends(story, 2)
    first, late = two.pay(), story.approve(two.quote())
    story.gateway.lose("capture", Unknown("timeout"))
    story.settle(late)
    story.clock.tick(days=2)
    story.sweep()
    story.sweep(minutes=5)
    story.sweep(minutes=5)
    assert (story.order(first.id).status, story.payment(late.id).status) == ("refunded", "refunded")
    assert (given_back(story), story.carrier.calls) == ([450, 450], [])


def test_when_the_renewal_cannot_be_delivered_everybody_gets_it_back(story: Story, database_kind: str) -> None:
    two = friends(story, 2)
    paid = [two.pay(), two.pay()]
    story.carrier.fail("top_up", Refused("plan_gone", permanent=True))
    for _ in range(4):
        story.sweep(minutes=6)
    assert [story.order(each.id).status for each in paid] == ["refunded", "refunded"]
    assert given_back(story) == [450, 450]


def test_calling_it_off_gives_it_back(story: Story, database_kind: str) -> None:
    three = friends(story)
    order = three.pay()
    with write(story.session, "called_off"):
        splitting.cancel(story.session, three.link.id, story.clock())
    story.sweep()
    story.sweep()
    assert (story.order(order.id).status, three.seen().outcome) == ("refunded", "revoked")


def test_it_is_too_late_to_call_it_off_when_all_have_paid(story: Story) -> None:
    two = friends(story, 2)
    paid = [two.pay(), two.pay()]
    with write(story.session, "called_off"):
        splitting.cancel(story.session, two.link.id, story.clock())
    assert two.seen().outcome == "complete"
    for _ in range(2):
        story.sweep()
    assert [story.order(each.id).status for each in paid] == ["credited", "credited"]


def test_looking_often_gives_back_once(story: Story, database_kind: str) -> None:
    order = friends(story, 2).pay()
    story.clock.tick(days=2)
    story.together(lambda other: watch(other.session, order.id, other.clock()))
    story.sweep()
    assert given_back(story) == [450]


def test_the_owner_is_told_once_that_it_failed(story: Story) -> None:
    three = friends(story)
    paid = [three.pay(), three.pay()]
    story.sweep(days=2)
    story.sweep()
    assert [kind for each in paid for kind in story.letters(each)].count("split_failed") == 1


@pytest.mark.parametrize("ended", ["late", "revoked"])
def test_what_ended_is_not_offered_any_more(story: Story, ended: str) -> None:
    three = friends(story)
    order = three.quote()
    if ended == "late":
        story.clock.tick(days=2)
    else:
        with write(story.session, "called_off"):
            splitting.cancel(story.session, three.link.id, story.clock())
    assert splitting.hindrance(story.session, order, story.clock()) == "split_ended"
