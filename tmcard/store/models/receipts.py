"""Receipts and the counters that number them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tmcard.domain.money import Money
from tmcard.domain.receipts import Series
from tmcard.store.models.base import Base, Key, Line, Word


class ReceiptSeries(Base):
    """The last number given in a series in a year. Counted up in the transaction that issues the receipt."""

    __tablename__ = "receipt_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Receipt(Base):
    """What was paid, or what was given back, as it was at that moment. Never changed (a trigger holds it).

    `about` names the capture or the refund, so that neither gets two. `lines` say what the amount is for,
    each with the plan's name in both languages and its share of the amount. `refers_to` is the number of
    the receipt for the money that a refund gives back.
    """

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("series", "year", "serial"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    series: Mapped[Word]
    year: Mapped[int]
    serial: Mapped[int]
    about: Mapped[str] = mapped_column(String(120), unique=True)
    refers_to: Mapped[str | None] = mapped_column(ForeignKey("receipts.number"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    issued_at: Mapped[datetime]
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    seller_name: Mapped[Line]
    seller_address: Mapped[Line]
    seller_tax_id: Mapped[Line]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    method: Mapped[Word]
    card_label: Mapped[Line]
    card_tail: Mapped[Word]
    order_ref: Mapped[str] = mapped_column(String(32))
    payment_ref: Mapped[str] = mapped_column(String(32))
    capture_id: Mapped[str | None] = mapped_column(String(64))
    refund_ref: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(80))

    @property
    def amount(self) -> Money:
        """What was paid or given back."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_refund(self) -> bool:
        """Whether it is about money that went back."""
        return self.series == Series.REFUND
