"""Messages to people (a row before it is sent) and hints from vendors (a row before it is believed)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tmcard.store.models.base import Base, Key, Line, Word


class Message(Base):
    """One e-mail or SMS. Rendered in `locale` when it is sent; `key` says what it is about, once.

    `facts` never hold a code or a token in clear. `ref` is random: what comes back by mail names it. `cost_e4` is
    about what its `segments` cost, in ten-thousandths of the currency in which the service bills us.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_next_at", "next_at"),
        Index("ix_messages_vendor_ref", "vendor_ref"),
        Index("ix_messages_ref", "ref", unique=True),
    )

    id: Mapped[Key]
    ref: Mapped[str | None] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[Word]
    channel: Mapped[str] = mapped_column(String(10))
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    facts: Mapped[dict[str, Any]]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"), index=True)
    status: Mapped[Word]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    vendor_ref: Mapped[str | None] = mapped_column(String(120))
    failure: Mapped[str | None] = mapped_column(String(120))
    delivered_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str | None] = mapped_column(String(120))
    segments: Mapped[int | None]
    cost_e4: Mapped[int | None]
    next_at: Mapped[datetime | None]
    tries: Mapped[int]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int]


class InboxEvent(Base):
    """A webhook as it came in, once per vendor event id."""

    __tablename__ = "inbox_events"
    __table_args__ = (UniqueConstraint("source", "event_id"),)

    id: Mapped[Key]
    source: Mapped[Word]
    event_id: Mapped[Line]
    kind: Mapped[Line]
    subject: Mapped[Line]
    received_at: Mapped[datetime]
