"""Shelves and questions for tests of advice."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tmcard.domain.advice import Question, Ware
from tmcard.domain.holdings import Bucket, Holding
from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB, Offer, Period, PeriodUnit, Stacking

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
GB = BYTES_PER_GB
DAY = timedelta(days=1)
UNITS = {"d": PeriodUnit.DAY, "m": PeriodUnit.MONTH, "y": PeriodUnit.YEAR}


def ware(name: str, data_bytes: int, price: int, rule: Stacking = Stacking.EXTEND, **more: Any) -> Ware:
    """`7d` for 7 days, `1m`, `1y`; a second word tells two of them apart."""
    length = name.split()[0]
    period = more.pop("period", None) or Period(UNITS[length[-1]], int(length[:-1]))
    offer = Offer(0, name, (("en", name),), period, data_bytes, Money(price, "USD"), "carrier", name, rule)
    return Ware(offer, offer.price, rule, **more)


def question(days: float = 30, daily: int = GB // 2, left: int = 0, ends_in: float = 0, **more: Any) -> Question:
    """So many days from now, with so much a day, for a card with one bucket that ends in so many days."""
    holding = Holding((Bucket(left, NOW + ends_in * DAY, 30),))
    facts: dict[str, Any] = {"begin": NOW, "until": NOW + days * DAY, "daily_bytes": daily, "holding": holding}
    return Question(**{"now": NOW, **facts, **more})


def skus(purchases: Iterable[Any]) -> list[str]:
    """What is bought, in its order."""
    return [purchase.offer.sku for purchase in purchases]
