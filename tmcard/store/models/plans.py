"""Plans and their prices, and where a carrier's offers work."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.store.models.base import Base, Key, Line, Word


class Plan(Base):
    """One version of what is sold. Never edited once sold: a new version supersedes it."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("sku", "version"), Index("ix_plans_carrier_sold_until", "carrier", "sold_until"))

    id: Mapped[Key]
    sku: Mapped[Word]
    version: Mapped[int]
    name_en: Mapped[Line]
    name_zh: Mapped[Line]
    period_unit: Mapped[str] = mapped_column(String(10))
    period_count: Mapped[int]
    counting: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    stacking: Mapped[str] = mapped_column(String(20))
    data_bytes: Mapped[int]
    carrier: Mapped[Word]
    carrier_code: Mapped[str] = mapped_column(String(80))
    base_code: Mapped[str | None] = mapped_column(String(80), default=None)
    starts: Mapped[str] = mapped_column(String(20), default="first_attach", server_default="first_attach")
    allowance: Mapped[str] = mapped_column(String(10), default="period", server_default="period")
    throttle_kbps: Mapped[int | None] = mapped_column(default=None)
    gate_bytes: Mapped[int | None] = mapped_column(default=None)
    buyers: Mapped[str] = mapped_column(String(20), default="everyone", server_default="everyone")
    for_plans: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    countries: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    sold_from: Mapped[datetime]
    sold_until: Mapped[datetime | None]
    prices: Mapped[list["PlanPrice"]] = relationship(back_populates="plan", order_by="PlanPrice.currency")


class PlanPrice(Base):
    """A plan's price in one currency, in minor units."""

    __tablename__ = "plan_prices"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    amount_minor: Mapped[int]
    plan: Mapped[Plan] = relationship(back_populates="prices")


class Coverage(Base):
    """One country in which what a carrier sells under one code works, and on whose networks.

    `read_at` is when the carrier said so; without it a file did, until the carrier is asked.
    """

    __tablename__ = "coverage"

    carrier: Mapped[str] = mapped_column(String(40), primary_key=True)
    carrier_code: Mapped[str] = mapped_column(String(80), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    networks: Mapped[list[str]] = mapped_column(JSON)
    read_at: Mapped[datetime | None]
