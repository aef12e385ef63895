"""A quote: which rules it was made by, and what differs between two of them.

What it promises, and for how long: docs/renewal.md, "What a quote promises".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tmcard.domain.holdings import NOTHING
from tmcard.domain.money import Money
from tmcard.domain.orders import DELIVERY_DEADLINE
from tmcard.domain.plans import Period, Stacking
from tmcard.domain.promotions import Line

#: The edition of the terms on the site. A new one ends the quotes that were made under the old.
TERMS_VERSION = "2026-11-3"


class Start(StrEnum):
    """When what was paid for is loaded: at once, or when the running plan ends or is nearly used up."""

    NOW = "now"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules a quote is kept by: how the period is counted and stacked, which terms, how soon it is delivered."""

    period: Period
    stacking: Stacking
    terms_version: str = TERMS_VERSION
    deliver_within: timedelta = DELIVERY_DEADLINE


@dataclass(frozen=True, slots=True)
class Promise:
    """What an owner was shown: price, plan, the end it brings (None: `days` from the first connection), when it starts,
    what of the running plan would be lost by it, and the promotions in it, line by line.
    """

    price: Money
    names: tuple[str, str]
    data_bytes: int
    ends_at: datetime | None
    days: int
    policy: Policy
    starts: Start = Start.NOW
    lost_bytes: int = 0
    lost: timedelta = NOTHING
    lines: tuple[Line, ...] = ()


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
    def of_deal(self) -> bool:
        """Whether other promotions are in it, or one gives something else."""
        return self.was.lines != self.now.lines

    @property
    def gone(self) -> tuple[Line, ...]:
        """The promotions that were in it and are not any more."""
        kept = {line.promotion_ref for line in self.now.lines}
        return tuple(line for line in self.was.lines if line.promotion_ref not in kept)

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
    def of_start(self) -> bool:
        """Whether it is loaded at another time."""
        return self.was.starts != self.now.starts

    @property
    def of_loss(self) -> bool:
        """Whether more would be lost. Less of it is no news: the running plan runs on while somebody thinks."""
        return self.now.lost_bytes > self.was.lost_bytes or self.now.lost > self.was.lost

    @property
    def of_terms(self) -> bool:
        """Whether other terms apply, the time in which we deliver among them."""
        was, now = self.was.policy, self.now.policy
        return (was.terms_version, was.deliver_within) != (now.terms_version, now.deliver_within)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        of_effect = (self.of_data, self.of_period, self.of_end, self.of_start, self.of_loss)
        return not any((self.of_price, self.of_deal, self.of_name, self.of_terms, *of_effect))


def end_moved_by(promised: datetime | None, stated: datetime | None, starts: Start) -> timedelta | None:
    """How much later (or, below zero, earlier) than shown the carrier set the end, if by a minute or more.

    Of a renewal that waited the end was shown as the latest one: sooner is no difference.
    """
    if promised is None or stated is None or abs(stated - promised) < timedelta(minutes=1):
        return None
    return None if starts is Start.QUEUED and stated < promised else stated - promised
