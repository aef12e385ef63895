"""Orders and their journal."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.domain.orders import FINAL, OrderStatus
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.quotes import TERMS_VERSION, Policy, Promise
from tmcard.store.models.base import Base, Key, Line, Ref, Word
from tmcard.store.models.cards import Card
from tmcard.store.models.plans import Plan


class Order(Base):
    """Our promise: one plan for one card. Price, effect and rules are frozen when it is quoted (a trigger holds it).

    `next_at` is when somebody should look at it next (None: nobody need). `lease_until` and `fence`
    belong to whoever works on it. `baseline_*` is what the carrier stated before the first top-up
    was sent, `stated_*` what it stated after.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_next_at", "next_at"),
        Index("ix_orders_card_id_status", "card_id", "status"),
        Index("ix_orders_status_paid_at", "status", "paid_at"),
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
    stacking: Mapped[str] = mapped_column(String(20))
    period_unit: Mapped[str] = mapped_column(String(10))
    period_count: Mapped[int]
    counting: Mapped[str] = mapped_column(String(10))
    period_zone: Mapped[Word]
    terms_version: Mapped[str] = mapped_column(String(20))
    deliver_within_seconds: Mapped[int]
    quote_ends_at: Mapped[datetime]
    terms_agreed_at: Mapped[datetime | None]
    receipt_email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
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
        return Promise(self.price, names, self.data_bytes, self.after_ends_at, self.after_days, self.policy)

    @property
    def is_outdated(self) -> bool:
        """Whether paying would not do what was shown: the card got another end meanwhile, or other terms apply."""
        ends_at, days = self.card.ends_at, self.card.validity_days + self.policy.period.days
        has_moved = self.before_ends_at != ends_at or (ends_at is None and self.after_days != days)
        return has_moved or self.terms_version != TERMS_VERSION

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
