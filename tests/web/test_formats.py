"""Money, instants and sizes in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from tmcard.web import formats

END = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
GB = 2**30
MB = 2**20


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """Say everything in English."""
    with app.app_context(), force_locale("en"):
        yield


@pytest.fixture
def chinese(app: Flask) -> Iterator[None]:
    """Say everything in Chinese."""
    with app.app_context(), force_locale("zh"):
        yield


@pytest.mark.usefixtures("english")
def test_an_instant_says_its_zone() -> None:
    assert formats.instant(END, "Asia/Shanghai") == "30 November 2026, 23:59 (Beijing time)"
    assert formats.instant(END, "Asia/Kolkata") == "30 November 2026, 21:29 (UTC+05:30)"
    assert formats.minute(END, "Asia/Shanghai") == "30 Nov 2026, 23:59"
    assert formats.instant(END, "America/St_Johns").endswith("(UTC-03:30)")


@pytest.mark.usefixtures("chinese")
def test_a_chinese_instant_begins_with_the_year() -> None:
    assert formats.instant(END, "Asia/Shanghai").startswith("2026年11月30日 23:59")
    assert (formats.day(date(2026, 12, 1)), formats.short_day(date(2026, 12, 1))) == ("2026年12月1日", "12月1日")


@pytest.mark.usefixtures("english")
def test_clock_and_days() -> None:
    assert formats.clock(END, "Asia/Tokyo") == "00:59"
    assert (formats.day(END), formats.short_day(END)) == ("30 November 2026", "30 Nov")
    assert (formats.days(1), formats.days(30)) == ("1 day", "30 days")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 MB"),
        (512 * MB, "512 MB"),
        (GB - 1, "1,023 MB"),
        (GB, "1 GB"),
        (int(3.25 * GB), "3.2 GB"),
        (5 * GB - 1, "4.9 GB"),
    ],
)
@pytest.mark.usefixtures("english")
def test_data_is_rounded_down(size: int, text: str) -> None:
    assert formats.data_size(size).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(0), "Ended"),
        (timedelta(minutes=59), "Less than an hour left"),
        (timedelta(hours=1), "1 hour left"),
        (timedelta(hours=23, minutes=59), "23 hours left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(days=12, hours=23), "12 days left"),
    ],
)
@pytest.mark.usefixtures("english")
def test_time_left_is_never_more_than_there_is(left: timedelta, text: str) -> None:
    assert formats.time_left(END, END - left) == text
