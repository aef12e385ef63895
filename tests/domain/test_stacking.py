"""What a renewal does under each of the eight rules. The vectors are those of docs/stacking.md."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.holdings import NOTHING, Bucket, Effect, Holding, burns_more_than
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Counting, Period, PeriodUnit, Stacking
from tmcard.domain.stacking import IN_LINE, OWN_ENDS, Gated, Purchase, days_to_begin, load, load_later, rule_for
from tmcard.domain.validity import Balance

GB, DAY = BYTES_PER_GB, timedelta(days=1)
NOW = datetime(2027, 1, 20, 12, tzinfo=UTC)
MONTH = Period(PeriodUnit.MONTH, 1)
CALENDAR_MONTH = Period(PeriodUnit.MONTH, 1, Counting.CALENDAR)
#: A plan of 30 days on its day 20: ten days and 2 GB are left.
DAY_20 = Holding((Bucket(2 * GB, NOW + 10 * DAY, 30),))
R = Stacking
#: Rule: the ends it leaves in days from now, with the data that ends then; days lost; when the purchase begins.
ON_DAY_20 = [
    (R.EXTEND, [(40, 7)], 0, None),
    (R.RESET, [(30, 7)], 10, None),
    (R.SEPARATE, [(10, 2), (30, 5)], 0, None),
    (R.QUEUE, [(10, 2), (40, 5)], 0, 10),
    (R.QUEUE_EXPIRY, [(10, 2), (40, 5)], 0, 10),
    (R.FIFO, [(10, 2), (30, 5)], 0, None),
    (R.EARLIEST_FIRST, [(10, 2), (30, 5)], 0, None),
]
RULES = st.sampled_from(sorted(set(Stacking) - {R.GATED}))
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
PERIODS = st.builds(Period, st.sampled_from(PeriodUnit), st.integers(1, 12), st.sampled_from(Counting))
SIZES = st.integers(0, 2**40)
PURCHASES = st.builds(Purchase, PERIODS, SIZES, RULES)


@st.composite
def holdings(draw: st.DrawFn) -> tuple[Holding, datetime]:
    """A card with up to three buckets, some of which may have ended; and now."""
    now = draw(INSTANTS)
    ends = draw(st.lists(st.integers(-60, 400), min_size=1, max_size=3))
    return Holding(tuple(Bucket(draw(SIZES), now + days * DAY, 30) for days in ends)), now


def shown(effect: Effect) -> list[tuple[int, int]]:
    """Days from now and gigabytes of each bucket."""
    return [((b.ends_at - NOW) // DAY if b.ends_at else 0, b.remaining_bytes // GB) for b in effect.buckets]


@pytest.mark.parametrize(("rule", "buckets", "days_lost", "begins"), ON_DAY_20)
def test_thirty_days_renewed_on_day_twenty(
    rule: Stacking, buckets: list[tuple[int, int]], days_lost: int, begins: int | None
) -> None:
    effect = load(DAY_20, Purchase(MONTH, 5 * GB, rule), NOW)
    assert (shown(effect), effect.lost, effect.lost_bytes) == (buckets, days_lost * DAY, 0)
    assert effect.begins_at == (NOW + begins * DAY if begins else None)
    assert effect.after.remaining_bytes == 7 * GB


def test_a_gated_plan_is_refused_on_day_twenty() -> None:
    with pytest.raises(Gated) as refusal:
        load(DAY_20, Purchase(MONTH, 5 * GB, R.GATED), NOW)
    assert refusal.value.gate_bytes == 500 * BYTES_PER_MB


@pytest.mark.parametrize(("gate_mb", "left_mb"), [(500, 501), (100, 101)])
def test_a_gate_opens_at_its_threshold(gate_mb: int, left_mb: int) -> None:
    holding = Holding((Bucket(left_mb * BYTES_PER_MB, NOW + 10 * DAY),))
    with pytest.raises(Gated):
        load(holding, Purchase(MONTH, GB, R.GATED, gate_mb * BYTES_PER_MB), NOW)
    load(holding, Purchase(MONTH, GB, R.GATED, left_mb * BYTES_PER_MB), NOW)


def test_a_gated_plan_takes_the_place_of_the_little_that_is_left() -> None:
    effect = load(Holding((Bucket(500 * BYTES_PER_MB, NOW + 10 * DAY),)), Purchase(MONTH, GB, R.GATED), NOW)
    assert (effect.lost_bytes, effect.lost) == (500 * BYTES_PER_MB, 10 * DAY)
    assert effect.after == Balance(GB, NOW + 30 * DAY, 30)


def test_a_queue_does_not_wait_for_a_card_without_data_and_the_other_one_does() -> None:
    used_up = Holding((Bucket(0, NOW + 10 * DAY),))
    assert load(used_up, Purchase(MONTH, GB, R.QUEUE), NOW).after.ends_at == NOW + 30 * DAY
    assert load(used_up, Purchase(MONTH, GB, R.QUEUE_EXPIRY), NOW).begins_at == NOW + 10 * DAY


def test_what_ends_first_comes_first_where_that_is_the_rule() -> None:
    day = Purchase(Period(PeriodUnit.DAY, 1), GB, R.EARLIEST_FIRST)
    assert shown(load(DAY_20, day, NOW)) == [(1, 1), (10, 2)]
    oldest_first = Purchase(Period(PeriodUnit.DAY, 1), GB, R.FIFO)
    assert shown(load(DAY_20, oldest_first, NOW)) == [(10, 2), (1, 1)]


@pytest.mark.parametrize("rule", sorted(Stacking))
def test_after_the_end_every_rule_begins_at_once_and_takes_nothing_away(rule: Stacking) -> None:
    ended = Holding((Bucket(2 * GB, NOW - DAY, 30),))
    effect = load(ended, Purchase(MONTH, 5 * GB, rule), NOW)
    assert (effect.before.remaining_bytes, effect.before.ends_at) == (0, NOW - DAY)
    assert (effect.after.remaining_bytes, effect.after.ends_at) == (5 * GB, NOW + 30 * DAY)
    assert (effect.lost_bytes, effect.lost, effect.begins_at) == (0, NOTHING, None)


@pytest.mark.parametrize(
    ("rule", "days", "lost"),
    [(R.EXTEND, 60, 0), (R.RESET, 30, 30), (R.SEPARATE, 30, 0), (R.QUEUE, 60, 0), (R.QUEUE_EXPIRY, 60, 0)],
)
def test_a_card_that_has_not_begun(rule: Stacking, days: int, lost: int) -> None:
    effect = load(Holding((Bucket(GB, None, 30),)), Purchase(MONTH, GB, rule), NOW)
    assert effect.after == Balance(2 * GB, None, days)
    assert (effect.after.validity_days, effect.lost) == (days_to_begin(rule, 30, 30), lost * DAY)


@pytest.mark.parametrize("like_for_like", [True, False])
def test_a_day_plan_on_a_month_plan_is_a_bucket_of_its_own_where_only_like_extends_like(like_for_like: bool) -> None:
    rule = rule_for(R.EXTEND, None, is_alike=False, like_for_like=like_for_like)
    effect = load(DAY_20, Purchase(Period(PeriodUnit.DAY, 1), GB, rule), NOW)
    assert shown(effect) == ([(10, 2), (1, 1)] if like_for_like else [(11, 3)])
    assert rule_for(R.EXTEND, None, is_alike=True, like_for_like=like_for_like) is R.EXTEND


def test_a_rule_that_the_carrier_forces_counts() -> None:
    assert rule_for(R.EXTEND, R.RESET, is_alike=True, like_for_like=False) is R.RESET


def test_a_chain_of_calendar_months_keeps_the_day_it_was_anchored_to() -> None:
    holding, ends = Holding((Bucket(0, datetime(2027, 2, 28, 12, tzinfo=UTC)),), anchor_day=31), []
    for _ in range(3):
        effect = load(holding, Purchase(CALENDAR_MONTH, GB), NOW)
        holding = Holding(effect.buckets, effect.anchor_day)
        ends.append(f"{effect.after.ends_at:%m-%d}")
    assert ends == ["03-31", "04-30", "05-31"]


def test_a_period_that_is_not_counted_by_months_ends_the_chain() -> None:
    held = Holding((Bucket(0, datetime(2027, 2, 28, 12, tzinfo=UTC)),), anchor_day=31)
    assert load(held, Purchase(MONTH, GB), NOW).anchor_day is None
    assert load(held, Purchase(CALENDAR_MONTH, GB, R.RESET), NOW).anchor_day == 20


def test_what_is_held_back_is_loaded_at_its_start() -> None:
    starts_at = NOW + 9 * DAY
    effect = load_later(DAY_20, Purchase(MONTH, 5 * GB, R.RESET), NOW, starts_at)
    assert (effect.begins_at, effect.lost, effect.after.ends_at) == (starts_at, DAY, starts_at + 30 * DAY)
    assert effect.before == load(DAY_20, Purchase(MONTH, 5 * GB), NOW).before


@pytest.mark.parametrize(
    ("lost_bytes", "lost_days", "is_asked"), [(0, 1, False), (0, 2, True), (GB // 5, 0, False), (GB, 0, True)]
)
def test_more_than_a_share_is_asked_about(lost_bytes: int, lost_days: int, is_asked: bool) -> None:
    before = Balance(2 * GB, NOW + 10 * DAY)
    assert burns_more_than(10, before, lost_bytes, lost_days * DAY, NOW) is is_asked


@given(holdings(), PURCHASES)
def test_nothing_ends_before_now_and_nothing_appears_or_vanishes_unsaid(
    card: tuple[Holding, datetime], purchase: Purchase
) -> None:
    holding, now = card
    effect = load(holding, purchase, now)
    assert all(bucket.ends_at is not None and bucket.ends_at > now for bucket in effect.buckets)
    gained = effect.after.remaining_bytes - effect.before.remaining_bytes
    dropped = holding.running(now).remaining_bytes if _begins_anew(holding, purchase, now) else 0
    assert gained == purchase.data_bytes - effect.lost_bytes - dropped
    assert effect.after.remaining_bytes == sum(bucket.remaining_bytes for bucket in effect.buckets)


@given(holdings(), PURCHASES)
def test_only_starting_over_takes_time_away(card: tuple[Holding, datetime], purchase: Purchase) -> None:
    holding, now = card
    effect, ends_at = load(holding, purchase, now), holding.running(now).ends_at
    assert (effect.lost > NOTHING) == (purchase.rule is R.RESET and ends_at is not None)
    if ends_at is not None and purchase.rule in OWN_ENDS | {R.EXTEND, R.QUEUE_EXPIRY}:
        assert effect.after.ends_at is not None
        assert effect.after.ends_at >= ends_at


@given(holdings(), PURCHASES, st.integers(1, 6))
def test_more_is_never_worse(card: tuple[Holding, datetime], purchase: Purchase, more: int) -> None:
    holding, now = card
    longer = Period(purchase.period.unit, purchase.period.count + more, purchase.period.counting)
    small, large = (
        load(holding, Purchase(p, purchase.data_bytes, purchase.rule), now) for p in (purchase.period, longer)
    )
    assert small.after.ends_at is not None
    assert large.after.ends_at is not None
    assert large.after.ends_at >= small.after.ends_at


def _begins_anew(holding: Holding, purchase: Purchase, now: datetime) -> bool:
    """A queue that has nothing to wait for drops buckets without data in them."""
    return purchase.rule in IN_LINE and not holding.running(now).remaining_bytes
