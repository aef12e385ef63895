"""Who is asked for when: watched cards first, nobody for ever last, and no call that could bring nothing."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.counter_hall import Hall
from tmcard.domain import attention
from tmcard.domain.attention import Attention, schedule
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Reading

GB = BYTES_PER_GB
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWS = 2 * HOUR


def reading(left_gb: float = 3, ends_in: timedelta | None = 8 * DAY, age: timedelta = timedelta(minutes=20)) -> Reading:
    """A card with 5 GB."""
    ends_at = NOW + ends_in if ends_in is not None else None
    return Reading(5 * GB, int((5 - left_gb) * GB), ends_at, NOW - age)


def test_nothing_is_asked_before_there_can_be_news() -> None:
    found = schedule(reading(age=timedelta(minutes=20)), NOW, NEWS, NOW)
    assert found.news_at == NOW + timedelta(minutes=100)
    assert schedule(reading(left_gb=0.5), NOW, NEWS, NOW).due_at == found.news_at


def test_overdue_news_is_asked_for_every_few_minutes() -> None:
    assert schedule(reading(age=5 * HOUR), NOW, NEWS, NOW).news_at == NOW + attention.WATCHED_EVERY
    assert schedule(reading(left_gb=0.5, age=5 * HOUR), NOW, NEWS, NOW).due_at == NOW + attention.PRESSING_EVERY


@pytest.mark.parametrize(
    ("left_gb", "ends_in", "expected"),
    [
        (3, 8 * DAY, Attention.RESTING),
        (1, 8 * DAY, Attention.PRESSING),
        (3, 40 * HOUR, Attention.PRESSING),
        (0, 8 * DAY, Attention.RESTING),
        (3, None, Attention.RESTING),
        (3, -HOUR, Attention.RESTING),
    ],
)
def test_nearly_empty_and_nearly_ended_cards_press(
    left_gb: float, ends_in: timedelta | None, expected: Attention
) -> None:
    assert schedule(reading(left_gb, ends_in), None, NEWS, NOW).attention is expected


@pytest.mark.parametrize(
    ("looked_ago", "hours"), [(timedelta(0), 1), (4 * HOUR, 1), (8 * HOUR, 2), (20 * HOUR, 5), (9 * DAY, 6), (None, 6)]
)
def test_a_card_rests_longer_the_longer_nobody_looks(looked_ago: timedelta | None, hours: int) -> None:
    looked_at = NOW - looked_ago if looked_ago is not None else None
    assert attention.rest(looked_at, NOW) == hours * HOUR


def test_an_ended_card_is_asked_for_daily_and_at_last_no_more() -> None:
    assert schedule(reading(ends_in=-HOUR), NOW, NEWS, NOW).due_at == NOW + DAY
    assert schedule(reading(ends_in=-121 * DAY), NOW, NEWS, NOW).due_at is None


def test_every_kind_has_its_turns() -> None:
    first = Counter(attention.order_of(turn)[0] for turn in range(400))
    assert first == {Attention.WATCHED: 200, Attention.PRESSING: 100, Attention.RESTING: 100}
    assert attention.order_of(3) == [Attention.RESTING, Attention.WATCHED, Attention.PRESSING]


def test_with_room_enough_everybody_is_asked_in_time() -> None:
    hall = Hall(cards=3000, watched=60, pressing=300, cards_per_round=200)
    hall.pass_time(12 * HOUR)
    assert hall.longest_wait(Attention.WATCHED) <= timedelta(minutes=6)
    assert hall.longest_wait(Attention.PRESSING) <= timedelta(minutes=16)
    assert hall.longest_wait(Attention.RESTING) <= attention.RESTS[1] + timedelta(minutes=1)


def test_when_there_is_too_little_for_all_nobody_starves_and_those_who_look_come_first() -> None:
    hall = Hall(cards=4000, watched=400, pressing=1200, cards_per_round=8)
    hall.pass_time(30 * HOUR)
    share = hall.shares()
    assert share[Attention.RESTING] >= 0.24
    assert share[Attention.PRESSING] >= 0.24
    assert hall.longest_wait(Attention.RESTING) <= hall.bound(Attention.RESTING)
    assert hall.usual_wait(Attention.WATCHED) < hall.usual_wait(Attention.PRESSING) < hall.usual_wait(Attention.RESTING)
