"""What a quote freezes under other rules than EXTEND, and what becomes of it when the card moves meanwhile."""

from datetime import timedelta

import pytest

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.holdings import Bucket
from tmcard.domain.plans import BYTES_PER_GB, Stacking
from tmcard.domain.ports import Capabilities, ProfileStatus
from tmcard.domain.quotes import Changes, Start
from tmcard.services import quoting
from tmcard.services.quoting import CannotRenew, NotNow
from tmcard.store import cards, orders
from tmcard.store.models import Bucket as Loaded
from tmcard.store.models import Plan
from tmcard.store.transactions import release, write

GB = BYTES_PER_GB
TAKES_ENDED = {"esimaccess": Capabilities(takes_transaction_id=True, renews_expired=True)}


def sold(story: Story, rule: Stacking, **values: object) -> Plan:
    """A plan with another rule, known to the carrier."""
    story.plan = rows.plan(story.session, stacking=rule, **values)  # type: ignore[arg-type]
    return story.plan


def put(story: Story, **values: object) -> None:
    """The card is otherwise."""
    cards.put(story.session, story.card.id, **values)
    story.session.commit()


def other_end(story: Story) -> None:
    """Another renewal moved the card's end."""
    put(story, ends_at=story.clock() + timedelta(days=40))


def test_loss_rule_start_and_buckets_are_frozen(story: Story, database_kind: str) -> None:
    sold(story, Stacking.RESET)
    order, running = story.order(story.quote().id), story.card.ends_at
    assert running is not None
    assert (order.policy.stacking, order.starts, order.lost) == (Stacking.RESET, "now", running - story.clock())
    assert order.after_buckets == (Bucket(8 * GB, story.clock() + timedelta(days=30), 30),)
    assert (order.promise.lost, order.promise.starts) == (order.lost, Start.NOW)


def test_several_ends_are_frozen_each_with_its_data(story: Story, database_kind: str) -> None:
    sold(story, Stacking.SEPARATE)
    order = story.order(story.quote().id)
    ends = [(bucket.remaining_bytes, bucket.ends_at) for bucket in order.after_buckets or ()]
    assert ends == [(3 * GB, story.card.ends_at), (5 * GB, story.clock() + timedelta(days=30))]


def test_the_next_quote_knows_the_ends_that_run_apart(story: Story) -> None:
    sold(story, Stacking.SEPARATE)
    with write(story.session, "first"):
        first = Loaded(card_id=story.card.id, plan_id=story.plan.id, data_bytes=5 * GB, ends_at=story.card.ends_at)
        first.loaded_at = story.clock() - timedelta(days=22)
        story.session.add(first)
    order = story.pay()
    story.carrier.next_end = order.after_ends_at
    story.credit(order)
    order = story.quote()
    assert [bucket.remaining_bytes // GB for bucket in order.after_buckets or ()] == [3, 5, 5]


def test_a_rule_that_the_carrier_forces_is_what_is_frozen(story: Story) -> None:
    forced = {"esimaccess": Capabilities(takes_transaction_id=True, stacking=Stacking.RESET)}
    assert story.quote(carriers=forced).stacking == Stacking.RESET


def test_a_day_plan_beside_a_month_plan_where_only_like_extends_like(story: Story) -> None:
    put(story, plan_id=story.plan.id)
    day = sold(story, Stacking.EXTEND, period_unit="day")
    picky = {"esimaccess": Capabilities(takes_transaction_id=True, like_for_like=True)}
    assert story.quote(sku=day.sku, carriers=picky).stacking == Stacking.SEPARATE
    assert story.quote(sku=day.sku).stacking == Stacking.EXTEND


def test_calendar_months_go_on_with_the_day_they_were_anchored_to(story: Story, database_kind: str) -> None:
    sold(story, Stacking.EXTEND, counting="calendar")
    put(story, ends_at=story.clock() + timedelta(days=70))  # 31 January
    first = story.order(story.pay().id)
    story.carrier.next_end = first.after_ends_at
    story.credit(first)
    second = story.quote()
    assert (first.anchor_day, second.anchor_day) == (31, 31)
    assert [f"{order.after_ends_at:%m-%d}" for order in (first, second)] == ["02-28", "03-31"]


def test_a_gated_plan_is_offered_and_cannot_be_quoted_while_much_is_left(story: Story) -> None:
    sold(story, Stacking.GATED)
    choice = quoting.choices(story.session, story.card, "USD", story.clock())[-1]
    assert choice.loading.gate_bytes == 500 * 2**20
    release(story.session)
    with pytest.raises(NotNow):
        story.quote()
    put(story, used_bytes=5 * GB - 2**20)
    assert story.quote().lost_bytes == 2**20


def test_a_quote_may_wait_for_the_end_of_what_runs(story: Story, database_kind: str) -> None:
    sold(story, Stacking.RESET)
    order = story.order(story.quote(starts=Start.QUEUED).id)
    assert (order.starts, order.lost) == ("queued", timedelta(minutes=30))


@pytest.mark.parametrize("ends_in", [None, timedelta(hours=2), timedelta(days=365)])
def test_nothing_waits_for_what_has_no_end_in_sight(story: Story, ends_in: timedelta | None) -> None:
    put(story, ends_at=ends_in and story.clock() + ends_in)
    with pytest.raises(NotNow):
        story.quote(starts=Start.QUEUED)


def test_another_start_is_a_fresh_quote_and_says_so(story: Story, database_kind: str) -> None:
    sold(story, Stacking.RESET)
    old = story.quote()
    fresh = quoting.requote(story.session, orders.by_id(story.session, old.id), now=story.clock(), starts=Start.QUEUED)
    changes = Changes(story.order(old.id).promise, fresh.promise)
    assert (changes.of_start, changes.of_loss, story.order(old.id).status) == (True, False, "cancelled")


def test_a_card_that_has_ended_is_renewed_where_its_carrier_takes_it_back(story: Story, database_kind: str) -> None:
    put(story, ends_at=story.clock() - timedelta(days=1))
    with pytest.raises(CannotRenew, match="expired"):
        story.quote()
    order = story.quote(carriers=TAKES_ENDED)
    assert (order.before_bytes, order.after_bytes) == (0, 5 * GB)
    assert order.after_ends_at == story.clock() + timedelta(days=30)


def test_and_what_was_quoted_after_the_end_is_paid_and_delivered(story: Story, database_kind: str) -> None:
    put(story, ends_at=story.clock() - timedelta(days=1))
    story.carrier.renews_expired, story.carrier.keeps_books, story.carrier.takes_transaction_id = True, True, False
    know(story, cards.by_id(story.session, story.card.id), ProfileStatus.EXPIRED)
    story.carrier.next_end = story.clock() + timedelta(days=30)
    order = story.credit(story.pay(story.quote(carriers=TAKES_ENDED)))
    assert (order.status, order.stated_ends_at) == ("credited", order.after_ends_at)


def test_what_was_quoted_before_the_end_is_not_charged_after_it(story: Story) -> None:
    put(story, ends_at=story.clock() + timedelta(minutes=5))
    payment = story.approve(story.quote(carriers=TAKES_ENDED))
    story.clock.tick(minutes=10)
    assert story.settle(payment).failure == "card_expired"


@pytest.mark.parametrize(("rule", "failure"), [(Stacking.RESET, "card_renewed"), (Stacking.EXTEND, None)])
def test_money_is_not_taken_for_what_would_burn_more_than_was_shown(
    story: Story, rule: Stacking, failure: str | None, database_kind: str
) -> None:
    sold(story, rule)
    payment = story.approve()
    other_end(story)
    assert story.settle(payment).failure == failure


def test_payers_agree_to_what_they_lose_by_paying(story: Story) -> None:
    plain = story.quote()
    story.start(plain)
    sold(story, Stacking.RESET)
    losing = story.quote()
    story.start(losing)
    assert (story.order(plain.id).loss_agreed_at, story.order(losing.id).loss_agreed_at) == (None, story.clock())
