"""Demo cards look used: weeks of reports, by day and night, that end with what the card has used."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from standins.demo import history

END = datetime(2026, 11, 22, 5, tzinfo=UTC)
GB = 1024**3


def bars(reports: list[tuple[datetime, int]]) -> list[int]:
    """Bytes used by day."""
    days = sorted({at.date() for at, _ in reports})
    last = [max(used for at, used in reports if at.date() == day) for day in days]
    return [later - earlier for earlier, later in pairwise(last)]


def test_three_weeks_of_reports_end_with_what_was_used() -> None:
    found = history.reports("26112200000002", 4 * GB, END - timedelta(days=21), END)
    assert (found[-1], len(found)) == ((END, 4 * GB), 201)
    assert all(earlier[1] <= later[1] for earlier, later in pairwise(found))


def test_days_differ_and_nights_are_quiet() -> None:
    found = history.reports("26112200000002", 4 * GB, END - timedelta(days=21), END)
    daily = bars(found)[1:-1]
    assert max(daily) > 1.5 * min(daily) > 0
    steps = [(later[0].hour, later[1] - earlier[1]) for earlier, later in pairwise(found)]
    night = sum(used for hour, used in steps if hour in (3, 4))
    evening = sum(used for hour, used in steps if hour in (20, 21))
    assert evening > 5 * night


def test_the_same_card_has_the_same_history_and_another_another() -> None:
    one, again, other = (history.reports(name, GB, END - timedelta(days=9), END) for name in ("A", "A", "B"))
    assert one == again != other


def test_a_card_that_has_just_begun_has_one_report() -> None:
    assert history.reports("A", GB, END - timedelta(hours=1), END) == [(END, GB)]
