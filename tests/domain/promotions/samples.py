"""A plan at US$9.00 and promotions for it, with everything left out filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB, Offer, Period, PeriodUnit
from tmcard.domain.promotions import Effect, ExtraData, Facts, Fixed, Kind, Limits, Percent, Promotion

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
DAY = timedelta(days=1)
ANYBODY = Facts(NOW, is_new=True)


def offer(price_minor: int = 900, currency: str = "USD", sku: str = "asia-month-5") -> Offer:
    """5 GB and a month."""
    names, period = (("en", "Asia 5 GB"), ("zh", "亚洲 5 GB")), Period(PeriodUnit.MONTH, 1)
    return Offer(1, sku, names, period, 5 * BYTES_PER_GB, Money(price_minor, currency), "esimaccess", "AS-5-30")


def promotion(key: str = "sale", effect: Effect | None = None, **values: Any) -> Promotion:
    """A fifth off for everyone, from yesterday until tomorrow."""
    facts: dict[str, Any] = {"kind": Kind.SALE, "names": (key, key), "starts_at": NOW - DAY, "ends_at": NOW + DAY}
    facts |= {"effect": effect or Percent(20), "ref": key, "key": key, "group": key}
    return Promotion(**{**facts, **values})


def amount(minor: int) -> Fixed:
    """So many cents off."""
    return Fixed({"USD": minor})


def more_data(gigabytes: int = 6, sku: str = "asia-month-5") -> ExtraData:
    """So much data in all, by another code of the carrier."""
    return ExtraData({sku: (f"AS-{gigabytes}-30", gigabytes * BYTES_PER_GB)})


def limits(**values: int) -> Limits:
    """Bounds on how often."""
    return Limits(**values)
