"""The journal of orders."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tmcard.store.models.base import Base, Key, Line, Word


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
