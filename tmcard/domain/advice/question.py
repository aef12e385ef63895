"""What is asked: which card is to be supplied with how much, from when to when, and what could be bought for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tmcard.domain.advice.course import SECOND, SECONDS_A_DAY, Course, Good, Scale, Stand
from tmcard.domain.holdings import Holding
from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Offer, Stacking

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ware:
    """A plan at what it costs, or about what (`is_estimate`), in the one currency that all are compared in.

    `day_bytes` is what it gives each day at full speed where it counts by the day; its throttle counts as nothing.
    `is_endless`: its data cannot be used up. `is_first_only`: only a first order may be for it.
    """

    offer: Offer
    price: Money
    rule: Stacking
    is_estimate: bool = False
    day_bytes: int | None = None
    is_endless: bool = False
    is_first_only: bool = False
    gate_bytes: int = 0

    def helps(self, daily_bytes: int) -> bool:
        """Whether it can supply so much a day at all."""
        return self.day_bytes is None or self.day_bytes >= daily_bytes

    def good(self, scale: Scale) -> Good:
        """The plan as the search sees it."""
        is_counted = self.day_bytes is None and not self.is_endless
        lasts = scale.data(self.offer.data_bytes) if is_counted else None
        period, gate = self.offer.period, scale.data(self.gate_bytes)
        length = scale.time(period.duration) if period.counting is Counting.ROLLING else None
        return Good(self.price.amount_minor, self.rule, period, length, lasts, self.is_first_only, gate)


@dataclass(frozen=True, slots=True)
class Question:
    """How to supply a card with `daily_bytes` a day from `begin` to `until`.

    `holding` is what it holds at `now`, of which `before_bytes` a day are used until it begins. `is_endless`: its
    data cannot be used up. `is_usable`: what it holds works where the owner goes. `renews_expired`: its carrier
    loads a card after its end as well.
    """

    now: datetime
    begin: datetime
    until: datetime
    daily_bytes: int
    holding: Holding
    before_bytes: int = 0
    is_endless: bool = False
    is_usable: bool = True
    renews_expired: bool = False

    @property
    def need_bytes(self) -> int:
        """What is needed in all."""
        return used(self.daily_bytes, self.begin, self.until)

    def course(self) -> Course:
        """The time to be supplied. A card that needs no data needs to be alive all the same."""
        scale = Scale(self.now, max(1, self.daily_bytes))
        return Course(scale, scale.at(self.begin), scale.at(self.until), self.renews_expired)

    def stand(self) -> Stand:
        """Where the card stands without anything bought.

        One that was never connected begins when it is needed. What it holds ends before it where it works somewhere
        else only: the card goes on, but is of no use there.
        """
        course = self.course()
        scale, begin = course.scale, course.begin
        ends_at = self.holding.ends_at
        ends = scale.at(ends_at) if ends_at is not None else begin + scale.time(timedelta(days=self.holding.days))
        if not self.is_usable or (self.renews_expired and ends < begin):
            return Stand(ends, ends, begin)
        if self.is_endless:
            return Stand(ends, ends, max(begin, course.until))
        return Stand(ends, ends, self._dry(scale, begin))

    def _dry(self, scale: Scale, begin: int) -> int:
        """When the data is used up: what ends first is used first, and what is left of it then is lost.

        The last of it is counted whole: it is not lost where the card is extended.
        """
        buckets = sorted(self.holding.running(self.now).buckets, key=lambda bucket: bucket.ends_at or LAST)
        at, dry = self.now, begin
        for number, bucket in enumerate(buckets, start=1):
            left = bucket.remaining_bytes
            if at < self.begin:
                stop = min(self.begin, bucket.ends_at or self.begin)
                most = used(self.before_bytes, at, max(at, stop))
                at = stop if most <= left else at + (stop - at) * (left / most)
                left = max(0, left - most)
            dry += scale.data(left)
            if number < len(buckets) and bucket.ends_at is not None:
                dry = max(begin, min(dry, scale.at(bucket.ends_at)))
        return dry


def used(daily_bytes: int, begin: datetime, until: datetime) -> int:
    """What is used meanwhile."""
    return daily_bytes * ((until - begin) // SECOND) // SECONDS_A_DAY
