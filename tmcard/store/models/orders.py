"""Orders and their journal."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.holdings import Bucket, burns_more_than
from tmcard.domain.money import Money
from tmcard.domain.orders import FINAL, OrderStatus
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.quotes import TERMS_VERSION, Policy, Promise, Start, end_moved_by
from tmcard.domain.stacking import STARTS_OVER, days_to_begin
from tmcard.domain.validity import Balance
from tmcard.store.models.base import Base, Key, Line, Ref, Word
from tmcard.store.models.cards import Card
from tmcard.store.models.holdings import Buckets
from tmcard.store.models.plans import Plan


class Order(Base):
    """Our promise: one plan for one card. Price, effect and rules are frozen when it is quoted (a trigger holds it).

    `next_at` is when somebody should look at it next (None: nobody need). `lease_until` and `fence`
    belong to whoever works on it. `worked_since` is when it became work to be done: once it was paid, or, if it
    was queued, when that ended. `baseline_*` is what the carrier stated before the first top-up was sent,
    `stated_*` what it stated after.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_next_at", "next_at"),
        Index("ix_orders_card_id_status", "card_id", "status"),
        Index("ix_orders_status_worked_since", "status", "worked_since"),
        Index("ix_orders_owner_id_created_at", "owner_id", "created_at"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    form_token: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[Word]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
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
    terms_agreed_at: Mapped[datetime | None]
    loss_agreed_at: Mapped[datetime | None]
    receipt_email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    worked_since: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(80))
    top_up_tries: Mapped[int]
    top_up_sent_at: Mapped[datetime | None]
    baseline_total_bytes: Mapped[int | None]
    baseline_ends_at: Mapped[datetime | None]
    baseline_days: Mapped[int | None]
    stated_total_bytes: Mapped[int | None]
    stated_ends_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    tries: Mapped[int]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int]
    alerted_at: Mapped[datetime | None]
    version: Mapped[int]
    card: Mapped[Card] = relationship()
    plan: Mapped[Plan] = relationship()

    @property
    def price(self) -> Money:
        """What is charged."""
        return Money(self.amount_minor, self.currency)

    @property
    def policy(self) -> Policy:
        """The rules that it was quoted by."""
        period = Period(PeriodUnit(self.period_unit), self.period_count, Counting(self.counting), self.period_zone)
        deliver_within = timedelta(seconds=self.deliver_within_seconds)
        return Policy(period, Stacking(self.stacking), self.terms_version, deliver_within)

    @property
    def promise(self) -> Promise:
        """What its owner was shown."""
        names = (self.plan.name_en, self.plan.name_zh)
        shown = (self.price, names, self.data_bytes, self.after_ends_at, self.after_days, self.policy)
        return Promise(*shown, Start(self.starts), self.lost_bytes, self.lost)

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

    @property
    def has_moved(self) -> bool:
        """Whether the card holds something else than when it was quoted: it got another end, or other days."""
        ends_at, policy = self.card.ends_at, self.policy
        days = days_to_begin(policy.stacking, self.card.validity_days, policy.period.days)
        return self.before_ends_at != ends_at or (ends_at is None and self.after_days != days)

    @property
    def would_burn_more(self) -> bool:
        """Whether it might take away what nobody was asked about: the card moved, and this plan starts it over."""
        return self.has_moved and self.policy.stacking in STARTS_OVER

    @property
    def is_outdated(self) -> bool:
        """Whether paying would not do what was shown: the card got another end meanwhile, or other terms apply."""
        return self.has_moved or self.terms_version != TERMS_VERSION

    @property
    def end_moved_by(self) -> timedelta | None:
        """How much later (or earlier) than shown the carrier set the end, if that is worth telling."""
        return end_moved_by(self.after_ends_at, self.stated_ends_at, Start(self.starts))

    def holds(self, now: datetime) -> bool:
        """Whether it may still be paid as it was quoted."""
        return now < self.quote_ends_at and not self.is_outdated

    @property
    def has_changed_hands(self) -> bool:
        """Whether the card is no longer the owner's who ordered the renewal."""
        return self.owner_id is not None and self.card.owner_id != self.owner_id

    @property
    def is_final(self) -> bool:
        """Whether the order can move no further."""
        return OrderStatus(self.status) in FINAL


class OrderEvent(Base):
    """One line of an order's journal: who moved what, when, on what evidence. Never changed (a trigger holds it).

    `subject` is `order`, or the ref of one of its payments.
    """

    __tablename__ = "order_events"

    id: Mapped[Key]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    subject: Mapped[str] = mapped_column(String(32))
    event: Mapped[Word]
    status: Mapped[Word]
    actor: Mapped[Line]
    evidence: Mapped[dict[str, Any]]
    at: Mapped[datetime]
