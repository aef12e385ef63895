"""Cards, the data loaded on them, and what carriers said of their use."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.store.models.base import Base, Key, Line, Ref, Word
from tmcard.store.models.owners import Owner
from tmcard.store.models.plans import Plan


class Card(Base):
    """A T-M card: one eSIM profile. The totals are what its carrier last stated.

    Known to the carrier by `carrier_ref`: ICCIDs are used again. `version` grows with everything a
    page about the card could show, so that an unchanged one costs one small read.

    `usage_due_at` is when its usage is asked for at the latest, `news_at` the earliest moment at which its carrier
    can have anything newer, `looked_at` when its owner last had it open, `stale_at` when its figures count as old.
    """

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("carrier", "carrier_ref"),
        Index("ix_cards_usage_queue", "carrier", "attention", "usage_due_at"),
        Index("ix_cards_looked_at", "carrier", "looked_at"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"), index=True)
    label: Mapped[Line]
    iccid: Mapped[str] = mapped_column(String(22), index=True)
    iccid_tail: Mapped[str] = mapped_column(String(6), index=True)
    claim_hash: Mapped[str] = mapped_column(String(255))
    claimed_at: Mapped[datetime | None]
    carrier: Mapped[Word]
    carrier_ref: Mapped[str] = mapped_column(String(64))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    total_bytes: Mapped[int]
    used_bytes: Mapped[int]
    ends_at: Mapped[datetime | None]
    validity_days: Mapped[int]
    is_gone: Mapped[bool]
    reported_at: Mapped[datetime | None]
    stale_at: Mapped[datetime | None]
    is_unlimited: Mapped[bool] = mapped_column(default=False, server_default=false())
    usage_due_at: Mapped[datetime | None]
    news_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    attention: Mapped[Word] = mapped_column(default="resting", server_default="resting")
    version: Mapped[int]
    owner: Mapped[Owner | None] = relationship()
    plan: Mapped[Plan | None] = relationship()


class Bucket(Base):
    """Data that was loaded on a card, with the end it was given: the card's plan history."""

    __tablename__ = "buckets"

    id: Mapped[Key]
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    data_bytes: Mapped[int]
    loaded_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    plan: Mapped[Plan] = relationship()


class UsageSample(Base):
    """What the carrier said was used, and when it said so (its own clock)."""

    __tablename__ = "usage_samples"
    __table_args__ = (UniqueConstraint("card_id", "reported_at"),)

    id: Mapped[Key]
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    total_bytes: Mapped[int]
    used_bytes: Mapped[int]
    reported_at: Mapped[datetime]
    taken_at: Mapped[datetime]
