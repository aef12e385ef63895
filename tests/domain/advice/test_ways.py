"""What is advised, on shelves whose answer is plain to see."""

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.advice.wares import DAY, GB, NOW, question, skus, ware
from tmcard.domain.advice import Ware, Why, advise, search
from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.plans import Stacking

MONTH_5, MONTH_20, WEEK, ONE_DAY = (
    ware("1m", 5 * GB, 900),
    ware("1m b", 20 * GB, 1500),
    ware("7d", 3 * GB, 550),
    ware("1d", GB, 190),
)
SHELF = [MONTH_5, MONTH_20, WEEK, ONE_DAY]


@pytest.mark.parametrize(
    ("days", "daily", "bought"),
    [
        (1, GB // 2, ["1d"]),
        (2, GB, ["1d", "1d"]),
        (3, GB, ["7d"]),
        (7, GB * 3 // 10, ["7d"]),
        (30, GB // 8, ["1m"]),
        (30, GB // 2, ["1m b"]),
        (31, GB // 2, ["1d", "1m b"]),
        (37, GB // 2, ["1m b", "7d"]),
        (60, GB // 3, ["1m", "1m b"]),
    ],
)
def test_the_cheapest_is_bought_and_what_is_missing_is_added(days: int, daily: int, bought: list[str]) -> None:
    best = advise(question(days, daily), SHELF).best
    assert best is not None
    assert sorted(skus(best.purchases)) == bought
    assert best.is_exact


def test_what_lasts_long_enough_is_left_alone() -> None:
    found = advise(question(10, GB // 2, left=6 * GB, ends_in=12), SHELF)
    assert found.best is not None
    assert (found.best.purchases, found.best.why, found.best.left_bytes) == ((), (Why.NOTHING_NEEDED,), GB)
    assert found.runner_up is None


def test_what_is_left_is_used_first() -> None:
    best = advise(question(10, GB // 2, left=2 * GB, ends_in=12), [WEEK]).best
    assert best is not None
    assert [purchase.by for purchase in best.purchases] == [NOW + 4 * DAY]


def test_a_card_that_ends_is_extended_before_it_does() -> None:
    best = advise(question(10, GB // 2, left=9 * GB, ends_in=6), [WEEK]).best
    assert best is not None
    assert [purchase.by for purchase in best.purchases] == [NOW + 6 * DAY]
    assert (best.ends_at, best.left_bytes) == (NOW + 13 * DAY, 7 * GB)


def test_before_a_later_journey_the_card_is_kept_alive_where_it_must_be() -> None:
    later: dict[str, Any] = {"begin": NOW + 20 * DAY, "until": NOW + 22 * DAY}
    kept = advise(question(left=GB, ends_in=6, **later), [WEEK, MONTH_5]).best
    renewed = advise(question(left=GB, ends_in=6, renews_expired=True, **later), [WEEK, MONTH_5]).best
    assert kept is not None
    assert renewed is not None
    assert [(p.offer.sku, p.by) for p in kept.purchases] == [("1m", NOW + 6 * DAY)]
    assert [(p.offer.sku, p.by) for p in renewed.purchases] == [("7d", NOW + 20 * DAY)]


def test_what_is_used_before_the_journey_is_not_there_any_more() -> None:
    wanted = question(left=4 * GB, ends_in=30, begin=NOW + 4 * DAY, until=NOW + 8 * DAY, before_bytes=GB // 2)
    best = advise(wanted, SHELF).best
    assert best is not None
    assert (best.purchases, best.left_bytes) == ((), 0)


def test_what_is_used_up_before_the_journey_is_bought_when_it_begins() -> None:
    buckets = (Bucket(GB, NOW + 3 * DAY), Bucket(4 * GB, NOW + 30 * DAY))
    later: dict[str, Any] = {"begin": NOW + 20 * DAY, "until": NOW + 21 * DAY}
    best = advise(question(daily=GB, holding=Holding(buckets), before_bytes=GB // 2, **later), SHELF).best
    assert best is not None
    assert [(p.offer.sku, p.by) for p in best.purchases] == [("1d", NOW + 20 * DAY)]


def test_data_that_ends_sooner_is_used_sooner_and_its_rest_is_lost() -> None:
    buckets = (Bucket(5 * GB, NOW + 20 * DAY), Bucket(3 * GB, NOW + 2 * DAY))
    best = advise(question(20, GB // 2, holding=Holding(buckets)), SHELF).best
    assert best is not None
    assert best.purchases[0].by == NOW + 12 * DAY


def test_a_card_that_never_connected_begins_with_the_journey() -> None:
    fresh = question(7, GB // 4, holding=Holding((Bucket(5 * GB, None, 30),)), begin=NOW + DAY, until=NOW + 8 * DAY)
    best = advise(fresh, SHELF).best
    assert best is not None
    assert (best.purchases, best.ends_at) == ((), NOW + 31 * DAY)


def test_data_that_does_not_work_there_is_not_counted() -> None:
    best = advise(question(7, GB // 4, left=5 * GB, ends_in=20, is_usable=False), [WEEK]).best
    assert best is not None
    assert [purchase.by for purchase in best.purchases] == [NOW]


def test_data_without_a_limit_lasts_until_its_end() -> None:
    best = advise(question(10, 5 * GB, ends_in=8, is_endless=True), [ware("7d", 20 * GB, 500)]).best
    assert best is not None
    assert [purchase.by for purchase in best.purchases] == [NOW + 8 * DAY]


@pytest.mark.parametrize(("quota", "helps"), [(GB, True), (GB - 1, False)])
def test_a_daily_quota_helps_where_it_covers_a_day(quota: int, helps: bool) -> None:
    daily = ware("1m", 30 * quota, 900, day_bytes=quota)
    best = advise(question(30, GB), [daily]).best
    assert (best is not None) == helps
    assert best is None or best.left_bytes is None


def test_a_plan_for_first_orders_is_bought_once_and_first() -> None:
    first = ware("1m", 5 * GB, 100, is_first_only=True)
    best = advise(question(60, GB // 8), [first, ware("1m z", 5 * GB, 900)]).best
    assert best is not None
    assert skus(best.purchases) == ["1m", "1m z"]


def test_the_runner_up_does_without_the_plan_that_most_money_goes_into() -> None:
    found = advise(question(30, GB // 2), SHELF)
    assert found.best is not None
    assert found.runner_up is not None
    assert skus(found.best.purchases) == ["1m b"]
    assert set(skus(found.runner_up.purchases)) <= {"1m", "7d", "1d"}
    assert found.best.why == (Why.CHEAPER, Why.FEWER_PURCHASES, Why.SPARE_DATA)
    assert found.best.difference == found.runner_up.difference
    assert found.runner_up.why[0] is Why.DEARER


def test_the_only_plan_that_does_it_is_called_so() -> None:
    found = advise(question(30, GB // 8), [MONTH_5])
    assert found.best is not None
    assert (found.best.why[0], found.runner_up) == (Why.ONLY, None)


def test_of_equally_cheap_ways_the_one_with_fewer_purchases_wins_then_the_one_with_more_data() -> None:
    twice, once, more = ware("15d", 5 * GB, 500), ware("1m", 5 * GB, 1000), ware("1m b", 6 * GB, 1000)
    best = advise(question(30, GB // 8), [twice, once, more]).best
    assert best is not None
    assert skus(best.purchases) == ["1m b"]


@pytest.mark.parametrize("shelf", [[], [ware("1m", 30 * GB, 900, day_bytes=GB)]])
def test_where_no_plan_is_enough_there_is_no_way(shelf: list[Ware]) -> None:
    found = advise(question(30, 2 * GB), shelf)
    assert (found.best, found.runner_up) == (None, None)


def test_a_plan_that_waits_for_the_end_does_not_help_who_has_no_data() -> None:
    waiting = ware("1m", 5 * GB, 900, Stacking.QUEUE_EXPIRY)
    assert advise(question(10, GB, left=GB, ends_in=8), [waiting]).best is None
    assert advise(question(10, GB // 4, left=3 * GB, ends_in=8), [waiting]).best is not None


def test_a_shelf_with_too_many_ways_gets_the_best_single_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_LOOKS", 1)
    best = advise(question(37, GB // 2), SHELF).best
    assert best is not None
    assert (skus(best.purchases), best.is_exact) == (["1m b", "1m b"], False)


def test_a_year_on_a_long_shelf_is_soon_compared() -> None:
    shelf = [
        ware(f"{days}d {gb}", gb * GB, 40 + days * 21 + gb * 97) for days in (1, 3, 7, 15, 30) for gb in range(1, 9)
    ]
    best = advise(question(366, GB // 2), shelf).best
    assert best is not None
    assert best.is_exact
    assert best.ends_at >= NOW + timedelta(days=366)
