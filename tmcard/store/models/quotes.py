"""What a quote freezes on its order: price, effect and rules. A trigger holds what was promised."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from tmcard.domain.holdings import Bucket, burns_more_than
from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.promotions import Deal
from tmcard.domain.quotes import Policy, Start
from tmcard.domain.validity import Balance
from tmcard.store.models.base import Word
from tmcard.store.models.holdings import Buckets
from tmcard.store.models.promotions import PromotionUse


class Quoted:
    """The columns of a quote and what they say together.

    `list_minor` is the price before promotions (None: nothing was taken off it), `carrier_code` what is loaded where
    that is not what the plan names. Of a price that several share, `share_number` counts from one.
    """

    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id"))
    split_id: Mapped[int | None] = mapped_column(ForeignKey("splits.id"))
    share_number: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    list_minor: Mapped[int | None]
    carrier_code: Mapped[str | None] = mapped_column(String(80))
    data_bytes: Mapped[int]
    before_bytes: Mapped[int]
    before_ends_at: Mapped[datetime | None]
    after_bytes: Mapped[int]
    after_ends_at: Mapped[datetime | None]
    after_days: Mapped[int]
    after_buckets: Mapped[tuple[Bucket, ...] | None] = mapped_column(Buckets)
    lost_bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    lost_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    anchor_day: Mapped[int | None]
    starts: Mapped[str] = mapped_column(String(10), default=Start.NOW, server_default=Start.NOW)
    stacking: Mapped[str] = mapped_column(String(20))
    period_unit: Mapped[str] = mapped_column(String(10))
    period_count: Mapped[int]
    counting: Mapped[str] = mapped_column(String(10))
    period_zone: Mapped[Word]
    terms_version: Mapped[str] = mapped_column(String(20))
    deliver_within_seconds: Mapped[int]
    quote_ends_at: Mapped[datetime]
    created_at: Mapped[datetime]

    @declared_attr
    @classmethod
    def uses(cls) -> Mapped[list[PromotionUse]]:
        """The promotions that it was quoted with, in the order in which they were applied."""
        return relationship(PromotionUse, order_by=PromotionUse.number)

    @property
    def price(self) -> Money:
        """What is charged."""
        return Money(self.amount_minor, self.currency)

    @property
    def deal(self) -> Deal | None:
        """What promotions made of the price and the data, line by line; None where there were none."""
        if self.list_minor is None:
            return None
        lines = tuple(use.line for use in self.uses)
        return Deal(Money(self.list_minor, self.currency), lines, self.price, self.data_bytes, self.carrier_code)

    @property
    def policy(self) -> Policy:
        """The rules that it was quoted by."""
        period = Period(PeriodUnit(self.period_unit), self.period_count, Counting(self.counting), self.period_zone)
        deliver_within = timedelta(seconds=self.deliver_within_seconds)
        return Policy(period, Stacking(self.stacking), self.terms_version, deliver_within)

    @property
    def before(self) -> Balance:
        """What the card held when it was quoted."""
        return Balance(self.before_bytes, self.before_ends_at)

    @property
    def after(self) -> Balance:
        """What it was to hold after paying."""
        return Balance(self.after_bytes, self.after_ends_at, self.after_days)

    @property
    def lost(self) -> timedelta:
        """The time of the running plan that would be lost."""
        return timedelta(seconds=self.lost_seconds)

    def burns_more_than(self, percent: int) -> bool:
        """Whether paying takes away more than this share of what the card held."""
        return burns_more_than(percent, self.before, self.lost_bytes, self.lost, self.created_at)

    @property
    def is_after_end(self) -> bool:
        """Whether it was quoted for a card that had ended, which is offered only where the carrier takes such cards."""
        return self.before_ends_at is not None and self.before_ends_at <= self.created_at
