"""Disputes: what payers complain of to the payment service, or their banks take back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.store.models.base import Base, Key, Line, Ref, Word
from tmcard.store.models.payments import Payment


class Dispute(Base):
    """One dispute about one payment. Written down from a hint and believed once it has been looked up.

    `stage` and `reason` are the payment service's own words, for people to read.
    """

    __tablename__ = "disputes"
    __table_args__ = (Index("ix_disputes_next_at", "next_at"), Index("ix_disputes_status", "status"))

    id: Mapped[Key]
    ref: Mapped[Ref]
    dispute_id: Mapped[str] = mapped_column(String(64), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    status: Mapped[Word]
    stage: Mapped[Line]
    reason: Mapped[Line]
    currency: Mapped[str | None] = mapped_column(String(3))
    amount_minor: Mapped[int | None]
    outcome: Mapped[Word | None]
    reported_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(80))
    next_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    alerted_at: Mapped[datetime | None]
    alerted_for: Mapped[Line | None]
    payment: Mapped[Payment] = relationship()

    @property
    def amount(self) -> Money | None:
        """What is disputed, as far as it is known."""
        if self.amount_minor is None or self.currency is None:
            return None
        return Money(self.amount_minor, self.currency)
