"""A quote: which rules it was made by, and what differs between two of them.

What it promises, and for how long: docs/renewal.md, "What a quote promises".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tmcard.domain.money import Money
from tmcard.domain.orders import DELIVERY_DEADLINE
from tmcard.domain.plans import Period, Stacking

#: The edition of the terms on the site. A new one ends the quotes that were made under the old.
TERMS_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules a quote is kept by: how the period is counted and stacked, which terms, how soon it is delivered."""

    period: Period
    stacking: Stacking
    terms_version: str = TERMS_VERSION
    deliver_within: timedelta = DELIVERY_DEADLINE


@dataclass(frozen=True, slots=True)
class Promise:
    """What an owner was shown: price, plan, and the end it brings (None: `days` from the first connection)."""

    price: Money
    names: tuple[str, str]
    data_bytes: int
    ends_at: datetime | None
    days: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Changes:
    """What an owner has to be told before paying by the newer of two quotes; `was` and `now` hold both."""

    was: Promise
    now: Promise

    @property
    def of_price(self) -> bool:
        """Whether it costs something else."""
        return self.was.price != self.now.price

    @property
    def of_name(self) -> bool:
        """Whether the plan is called otherwise."""
        return self.was.names != self.now.names

    @property
    def of_data(self) -> bool:
        """Whether it brings more data, or less."""
        return self.was.data_bytes != self.now.data_bytes

    @property
    def of_period(self) -> bool:
        """Whether it runs for another time, or is counted otherwise."""
        return (self.was.policy.period, self.was.policy.stacking) != (self.now.policy.period, self.now.policy.stacking)

    @property
    def of_end(self) -> bool:
        """Whether the card would end at another moment."""
        is_open = self.was.ends_at is None and self.now.ends_at is None
        return self.was.ends_at != self.now.ends_at or (is_open and self.was.days != self.now.days)

    @property
    def of_terms(self) -> bool:
        """Whether other terms apply, the time in which we deliver among them."""
        was, now = self.was.policy, self.now.policy
        return (was.terms_version, was.deliver_within) != (now.terms_version, now.deliver_within)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.of_price, self.of_name, self.of_data, self.of_period, self.of_end, self.of_terms)
        return not any(told)
