"""What is left on a card, in one word and in whole percent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.usage import Condition, Reading

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
LATER, SOON, PAST = NOW + timedelta(days=8), NOW + timedelta(hours=48), NOW
COUNTS = st.integers(0, 2**45)


@pytest.mark.parametrize(
    ("total", "used", "ends_at", "condition"),
    [
        (100, 20, LATER, Condition.HEALTHY),
        (100, 79, LATER, Condition.HEALTHY),
        (100, 80, LATER, Condition.LOW),
        (100, 100, LATER, Condition.USED_UP),
        (100, 120, LATER, Condition.USED_UP),
        (100, 20, SOON, Condition.ENDING),
        (100, 100, SOON, Condition.USED_UP),
        (100, 20, PAST, Condition.EXPIRED),
        (100, 100, PAST, Condition.EXPIRED),
        (100, 0, None, Condition.NEW),
        (100, 100, None, Condition.USED_UP),
        (0, 0, LATER, Condition.LOW),
    ],
)
def test_a_card_has_one_word(total: int, used: int, ends_at: datetime | None, condition: Condition) -> None:
    assert Reading(total, used, ends_at, NOW).condition(NOW) is condition


@pytest.mark.parametrize(
    ("total", "used", "percent"), [(100, 0, 100), (1000, 995, 1), (100, 100, 0), (0, 0, 0), (3, 1, 66)]
)
def test_percent_is_rounded_down_but_never_to_nothing(total: int, used: int, percent: int) -> None:
    assert Reading(total, used, None, None).remaining_percent == percent


def test_without_a_limit_no_data_can_be_missing() -> None:
    assert Reading(0, 0, LATER, NOW, is_unlimited=True).condition(NOW) is Condition.HEALTHY
    assert Reading(0, 0, SOON, NOW, is_unlimited=True).condition(NOW) is Condition.ENDING


@pytest.mark.parametrize(("delay", "is_stale"), [(timedelta(hours=1), True), (timedelta(hours=4), False)])
def test_how_old_is_old_depends_on_the_carrier(delay: timedelta, is_stale: bool) -> None:
    at = NOW - timedelta(hours=2)
    assert Reading(1, 0, None, at, stale_at=at + delay).is_stale(NOW) is is_stale


@given(COUNTS, COUNTS)
def test_what_is_left_is_never_negative(total: int, used: int) -> None:
    reading = Reading(total, used, None, None)
    assert 0 <= reading.remaining_bytes <= total
    assert 0 <= reading.remaining_percent <= 100
    assert (reading.remaining_percent == 0) == (reading.remaining_bytes == 0)


@pytest.mark.parametrize(
    ("reported_at", "is_stale"),
    [(NOW, False), (NOW - timedelta(hours=3), False), (NOW - timedelta(hours=3, seconds=1), True), (None, True)],
)
def test_an_old_figure_is_said_to_be_old(reported_at: datetime | None, is_stale: bool) -> None:
    assert Reading(1, 0, None, reported_at).is_stale(NOW) is is_stale
