"""What an offer measures out, as readers are told."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.domain.test_plans import offer
from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB, Allowance, Offer
from tmcard.web.allowances import allowance_line


def daily(throttle_kbps: int | None) -> Offer:
    """A gigabyte for each of thirty days."""
    month = offer(Money(900, "USD"))
    facts: dict[str, Any] = {
        "allowance": Allowance.DAY,
        "data_bytes": 30 * BYTES_PER_GB,
        "throttle_kbps": throttle_kbps,
    }
    return replace(month, **facts)


@pytest.mark.parametrize(
    ("made", "language", "line"),
    [
        (offer(Money(900, "USD")), "en", "1\N{NO-BREAK SPACE}GB"),
        (daily(None), "en", "1\N{NO-BREAK SPACE}GB a day"),
        (daily(384), "en", "1\N{NO-BREAK SPACE}GB a day, then 384 kbit/s"),
        (daily(384), "zh", "每天 1\N{NO-BREAK SPACE}GB，用完后限速 384 kbit/s"),
    ],
)
def test_an_offer_says_what_it_measures_out(app: Flask, made: Offer, language: str, line: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert allowance_line(made) == line
