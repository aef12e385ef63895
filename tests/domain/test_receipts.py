"""What receipts are called."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tmcard.domain.receipts import Series, number_of, year_of

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("series", "serial", "number"),
    [
        (Series.PAYMENT, 1, "TM-2026-000001"),
        (Series.REFUND, 1, "TMR-2026-000001"),
        (Series.PAYMENT, 999_999, "TM-2026-999999"),
        (Series.PAYMENT, 1_000_000, "TM-2026-1000000"),
    ],
)
def test_a_number_says_its_series_its_year_and_its_place(series: Series, serial: int, number: str) -> None:
    assert number_of(series, 2026, serial) == number


def test_the_year_is_counted_by_utc_whatever_the_clock_of_the_caller() -> None:
    assert year_of(datetime(2027, 1, 1, 7, 59, tzinfo=BEIJING)) == 2026
    assert year_of(datetime(2027, 1, 1, tzinfo=UTC)) == 2027
