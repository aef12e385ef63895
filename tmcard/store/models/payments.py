"""Payments and the refunds that undo them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.domain.payments import FINAL, PaymentStatus
from tmcard.domain.refunds import Origin
from tmcard.store.models.base import Base, Key, Line, Ref, Word
from tmcard.store.models.orders import Order


class Payment(Base):
    """One attempt to pay an order. Its request ids are written down before anything is sent.

    `pays_order_id` is set on the one payment that pays its order: unique, so a second one cannot.
    `captured_*` is what was really taken, whatever had been asked for. `alerted_for` is what people were told of last.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_next_at", "next_at"),
        Index("ix_payments_status_failure", "status", "failure"),
    )

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
    captured_minor: Mapped[int | None]
    captured_currency: Mapped[str | None] = mapped_column(String(3))
    captured_at: Mapped[datetime | None]
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
    alerted_for: Mapped[Line | None]
    order: Mapped[Order] = relationship(foreign_keys=[order_id])

    @property
    def amount(self) -> Money:
        """What this attempt is for."""
        return Money(self.amount_minor, self.currency)

    @property
    def captured(self) -> Money | None:
        """What was really taken; None before that."""
        if self.captured_minor is None or self.captured_currency is None:
            return None
        return Money(self.captured_minor, self.captured_currency)

    @property
    def is_final(self) -> bool:
        """Whether nothing more can come of this attempt."""
        return PaymentStatus(self.status) in FINAL


class RefundRow(Base):
    """Money on its way back: written down, with its request id, before PayPal is asked.

    `capture_id` says which capture it undoes, which need not be the one that pays: a surplus capture goes back by
    itself. `key` is what must not be asked for twice, such as a form. One with the origin `elsewhere` was made by
    somebody else and found at PayPal: it has no request of ours.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        Index("ix_refunds_next_at", "next_at"),
        Index("ix_refunds_status_origin", "status", "origin"),
        Index("ix_refunds_created_at", "created_at"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    status: Mapped[Word]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    capture_id: Mapped[str] = mapped_column(String(64), index=True)
    origin: Mapped[Word] = mapped_column(default=Origin.OURS.value)
    reason: Mapped[Word]
    note: Mapped[str] = mapped_column(String(500), default="")
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    request_id: Mapped[str | None] = mapped_column(String(108), unique=True)
    invoice_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    refund_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    failure: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    alerted_at: Mapped[datetime | None]
    alerted_for: Mapped[Line | None]
    payment: Mapped[Payment] = relationship()

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)
