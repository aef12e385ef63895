"""A queued renewal starts when the running plan is about to end or nearly used up, once, and is then like any other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import rows
from tests.services.queueing.waiting import BEFORE_THE_END, leave, queued, wait_for_the_end, watch
from tests.services.stories import Story, know
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Unknown, UsageReport
from tmcard.domain.queueing import LATEST_START, LOOK_EVERY, LOOK_OFTEN
from tmcard.services import usage
from tmcard.store import cards, orders
from tmcard.store.models import Order


def test_it_is_paid_and_loads_nothing_yet(story: Story, database_kind: str) -> None:
    order = queued(story)
    story.sweep()
    assert (order.status, order.deadline_at, order.worked_since) == ("queued", None, None)
    assert order.next_at == story.clock() + LOOK_EVERY
    assert (story.carrier.calls, story.attempts(order)[0].pays_order_id) == ([], order.id)


def test_its_payer_is_told_that_it_waits_and_later_that_it_arrived(story: Story) -> None:
    order = queued(story)
    story.sweep()
    assert story.letters(order) == ["queued"]
    wait_for_the_end(story)
    story.sweep()
    assert story.letters(order) == ["queued", "receipt"]


def test_it_is_looked_at_daily_and_goes_on_waiting(story: Story, database_kind: str) -> None:
    order = queued(story)
    story.sweep(days=1)
    order = story.order(order.id)
    assert (order.status, order.lease_until, order.next_at) == ("queued", None, story.clock() + LOOK_EVERY)


def test_it_starts_shortly_before_the_running_plan_ends(story: Story, database_kind: str) -> None:
    order = queued(story)
    wait_for_the_end(story)
    started_at = story.clock()
    story.sweep()
    order = story.order(order.id)
    assert (order.status, order.deadline_at) == ("credited", started_at + timedelta(minutes=30))
    assert cards.by_id(story.session, story.card.id).total_bytes == 10 * BYTES_PER_GB


def test_a_minute_earlier_it_waits(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.clock.tick(minutes=-1)
    assert watch(story, order) == "queued"
    assert story.order(order.id).next_at == story.clock() + timedelta(minutes=1)


@pytest.mark.parametrize(("megabytes", "status"), [(201, "queued"), (200, "paid"), (0, "paid")])
def test_it_starts_at_200_mb(story: Story, megabytes: int, status: str) -> None:
    order = queued(story)
    leave(story, megabytes)
    assert watch(story, order) == status


def test_when_the_data_may_soon_be_used_up_it_is_looked_at_often(story: Story) -> None:
    order = queued(story)
    leave(story, 600)
    watch(story, order)
    assert story.order(order.id).next_at == story.clock() + LOOK_OFTEN


def test_a_usage_report_starts_it(story: Story, database_kind: str) -> None:
    order = queued(story)
    leave(story, 150)
    report(story)
    assert story.order(order.id).next_at == story.clock()
    story.sweep()
    assert story.order(order.id).status == "credited"


def test_a_usage_report_of_enough_data_starts_nothing(story: Story) -> None:
    order = queued(story)
    leave(story, 500)
    report(story)
    assert story.order(order.id).next_at == order.next_at


def report(story: Story) -> None:
    """The carrier reports what is used, and we ask for it."""
    profile = story.carrier.profiles[story.card.carrier_ref]
    facts = (profile.total_bytes, profile.used_bytes, story.clock())
    story.carrier.reports[profile.carrier_ref] = UsageReport(profile.carrier_ref, *facts)
    cards.put(story.session, story.card.id, usage_due_at=story.clock())
    story.session.commit()
    usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)


def test_where_the_carrier_moved_the_end_it_waits_for_that(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    profile = story.carrier.profiles[story.card.carrier_ref]
    ends_at = story.clock() + timedelta(days=9)
    story.carrier.profiles[profile.carrier_ref] = replace(profile, ends_at=ends_at)
    assert watch(story, order) == "queued"
    assert cards.by_id(story.session, story.card.id).ends_at == ends_at


def test_a_silent_carrier_does_not_keep_it_from_starting(story: Story) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.carrier.fail("read", Unknown("timeout"))
    assert watch(story, order) == "paid"


def test_it_waits_no_longer_than_its_money_can_go_back(story: Story) -> None:
    order = queued(story)
    cards.put(story.session, story.card.id, ends_at=rows.NOW + timedelta(days=400))
    story.session.commit()
    know(story, cards.by_id(story.session, story.card.id))
    story.clock.tick(days=LATEST_START.days)
    assert watch(story, order) == "paid"


def test_several_workers_start_it_once(story: Story, database_kind: str) -> None:
    order = queued(story)
    wait_for_the_end(story)
    story.together(lambda other: watch(other, order))
    story.sweep()
    assert (story.order(order.id).status, story.carrier.calls.count("top_up")) == ("credited", 1)
    assert events(story, order).count("queue_ended") == 1


def events(story: Story, order: Order) -> list[str]:
    """The order's own moves."""
    return [line.event for line in orders.journal(story.session, order.id) if line.subject == "order"]


def test_a_watcher_that_overslept_starts_nothing(story: Story, database_kind: str) -> None:
    order = queued(story)

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.carrier.meanwhile("read", _die)
        story.elsewhere(lambda other: _dies(other, order))
        leave(story, 100)

    story.carrier.meanwhile("read", oversleep)
    assert watch(story, order) == "queued"  # whoever came after it holds the order now


def _dies(story: Story, order: Order) -> None:
    """Another worker claims it, and is killed at the carrier's."""
    with pytest.raises(SystemExit):
        watch(story, order)


def _die() -> None:
    raise SystemExit


def test_where_nothing_is_left_to_wait_for_it_is_loaded_at_once(story: Story) -> None:
    payment = story.approve(story.quote(starts="queued"))
    cards.put(story.session, story.card.id, used_bytes=story.card.total_bytes)
    story.session.commit()
    story.settle(payment)
    assert story.order(payment.order_id).status == "paid"


def test_another_renewal_of_the_card_is_refused_while_one_is_queued(story: Story) -> None:
    other = story.approve()
    queued(story)
    assert story.settle(other).failure == "card_under_way"


def test_nobody_is_told_that_it_hangs(story: Story) -> None:
    order = queued(story)
    story.sweep(days=2)
    wait_for_the_end(story)
    story.carrier.fail("top_up", Unknown("timeout"))
    story.sweep()
    assert (story.order(order.id).status, "alert" in story.letters(order)) == ("crediting", False)


def test_the_lead_is_as_long_as_a_delivery_may_take(story: Story) -> None:
    assert queued(story).policy.deliver_within == BEFORE_THE_END
