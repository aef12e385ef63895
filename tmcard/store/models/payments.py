"""Payments and the refunds that undo them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.domain.payments import FINAL, PaymentStatus
from tmcard.store.models.base import Base, Key, Ref, Word
from tmcard.store.models.orders import Order


class Payment(Base):
    """One attempt to pay an order. Its three request ids are written down before anything is sent.

    `pays_order_id` is set on the one payment that pays its order: unique, so a second one cannot.
    """

    __tablename__ = "payments"
    __table_args__ = (Index("ix_payments_next_at", "next_at"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    pays_order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    method: Mapped[Word]
    status: Mapped[Word]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    invoice_id: Mapped[str] = mapped_column(String(64), unique=True)
    create_request_id: Mapped[str] = mapped_column(String(108), unique=True)
    capture_request_id: Mapped[str] = mapped_column(String(108), unique=True)
    checkout_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    approval_url: Mapped[str | None] = mapped_column(String(500))
    capture_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    capture_sent_at: Mapped[datetime | None]
    capture_refusals: Mapped[int]
    failure: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    tries: Mapped[int]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int]
    alerted_at: Mapped[datetime | None]
    order: Mapped[Order] = relationship(foreign_keys=[order_id])

    @property
    def amount(self) -> Money:
        """What this attempt is for."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_final(self) -> bool:
        """Whether nothing more can come of this attempt."""
        return PaymentStatus(self.status) in FINAL


class RefundRow(Base):
    """Money on its way back: written down, with its request id, before PayPal is asked."""

    __tablename__ = "refunds"

    id: Mapped[Key]
    ref: Mapped[Ref]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    status: Mapped[Word]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    reason: Mapped[Word]
    request_id: Mapped[str] = mapped_column(String(108), unique=True)
    invoice_id: Mapped[str] = mapped_column(String(64), unique=True)
    refund_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    payment: Mapped[Payment] = relationship()

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)
