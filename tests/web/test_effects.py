"""What a plan does to a card, in words, and on every clock that shows something else."""

from datetime import timedelta

import pytest
from flask import Flask, g

from tests.rows import NOW
from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Counting, Period, PeriodUnit, Stacking
from tmcard.domain.stacking import Purchase, load, unchanged
from tmcard.services.quoting import Loading
from tmcard.web.effects import elsewhere, lasting, lost_words, rule_words

GB, DAY = BYTES_PER_GB, timedelta(days=1)
R, MONTH = Stacking, Period(PeriodUnit.MONTH, 1)


def words(app: Flask, loading: Loading) -> str:
    """What the option says, with plain spaces."""
    with app.test_request_context():
        return rule_words(loading, NOW).replace("\xa0", " ")


def loading(rule: Stacking, left_bytes: int = GB, days_left: int | None = 10) -> Loading:
    """A month with 5 GB on a card."""
    ends_at = NOW + days_left * DAY if days_left is not None else None
    return Loading(rule, load(Holding((Bucket(left_bytes, ends_at, 30),)), Purchase(MONTH, 5 * GB, rule), NOW), None)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (R.EXTEND, "Adds to what is left"),
        (R.RESET, "Replaces what is running: 10 days would be lost"),
        (R.SEPARATE, "Comes on top, with an end of its own"),
        (R.QUEUE, "Starts when the running plan ends or is used up"),
        (R.QUEUE_EXPIRY, "Starts when the running plan ends, not before"),
        (R.FIFO, "Comes on top, with an end of its own; the oldest data is used first"),
        (R.EARLIEST_FIRST, "Comes on top, with an end of its own; what ends first is used first"),
    ],
)
def test_each_rule_has_its_phrase(app: Flask, rule: Stacking, said: str) -> None:
    assert words(app, loading(rule)) == said


def test_a_gated_plan_says_its_threshold_then_its_loss(app: Flask) -> None:
    holding = Holding((Bucket(GB, NOW + DAY),))
    shut = Loading(R.GATED, unchanged(holding, NOW), None, 500 * BYTES_PER_MB)
    assert words(app, shut) == "Can be bought once no more than 500 MB is left"
    opened = loading(R.GATED, 300 * BYTES_PER_MB)
    assert words(app, opened) == "Replaces what is running: 300 MB and 10 days would be lost"


@pytest.mark.parametrize("rule", sorted(R))
def test_after_the_end_every_plan_starts_at_once(app: Flask, rule: Stacking) -> None:
    assert words(app, loading(rule, days_left=-1)) == "Starts as soon as it is loaded"


def test_a_queue_with_nothing_to_wait_for_starts_at_once(app: Flask) -> None:
    assert words(app, loading(R.QUEUE, left_bytes=0)) == "Starts as soon as it is loaded"
    assert "Starts when" in words(app, loading(R.QUEUE, days_left=None))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (10 * DAY, "10 days"), (8.4 * DAY, "8 days"), (timedelta(hours=47), "47 hours"),
        (-timedelta(minutes=90), "90 minutes"), (timedelta(seconds=70), "1 minute"), (timedelta(seconds=1), "1 minute"),
    ],
)  # fmt: skip
def test_a_span_is_told_in_its_unit(app: Flask, span: timedelta, said: str) -> None:
    with app.test_request_context():
        assert lasting(span) == said


def test_a_loss_names_what_there_is_of_it(app: Flask) -> None:
    with app.test_request_context():
        assert lost_words(2 * GB, timedelta(0)).replace("\xa0", " ") == "2 GB"


@pytest.mark.parametrize(
    ("reader", "period", "said"),
    [
        ("Asia/Shanghai", MONTH, []),
        ("Europe/London", MONTH, ["22 Nov 2026, 14:05 (Beijing time)"]),
        ("Asia/Shanghai", Period(PeriodUnit.DAY, 1, Counting.CALENDAR, "Asia/Hong_Kong"), []),
        ("Asia/Shanghai", Period(PeriodUnit.DAY, 1, Counting.CALENDAR, "UTC"), ["22 Nov 2026, 06:05 (UTC)"]),
        ("Europe/London", Period(PeriodUnit.MONTH, 1, Counting.CALENDAR, "Asia/Tokyo"),
         ["22 Nov 2026, 15:05 (Tokyo time)", "22 Nov 2026, 14:05 (Beijing time)"]),
    ],
)  # fmt: skip
def test_other_clocks_are_told_where_they_show_something_else(
    app: Flask, reader: str, period: Period, said: list[str]
) -> None:
    with app.test_request_context():
        g.zone = reader
        assert [each.striptags() for each in elsewhere(NOW, period)] == said
