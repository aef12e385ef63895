"""What a card's owner was reminded of, and when the card is looked at next."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.alerts import Marks
from tmcard.store.models.base import Base, BigId
from tmcard.store.models.cards import Card


class CardAlert(Base):
    """How far a card had come when it was last looked at. There is one for each card that has an owner.

    `due_at`: when it is looked at again (null: not before its figures change), `forecast_at`: from when on with a
    forecast. `seen_at` is null before the first look; the other columns are `domain.alerts.Marks`.
    """

    __tablename__ = "card_alerts"
    __table_args__ = (Index("ix_card_alerts_due_at", "due_at"),)

    card_id: Mapped[int] = mapped_column(BigId, ForeignKey("cards.id"), primary_key=True, autoincrement=False)
    due_at: Mapped[datetime | None]
    forecast_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    total_bytes: Mapped[int]
    ends_at: Mapped[datetime | None]
    data_percent: Mapped[int]
    hours_left: Mapped[int | None]
    has_forecast: Mapped[bool]
    told_at: Mapped[datetime | None]
    epoch: Mapped[int]
    is_muted: Mapped[bool] = mapped_column(default=False, server_default=false())
    card: Mapped[Card] = relationship()

    @property
    def marks(self) -> Marks | None:
        """What it was seen with; None before the first look."""
        if self.seen_at is None:
            return None
        steps = (self.data_percent, self.hours_left, self.has_forecast)
        return Marks(self.total_bytes, self.ends_at, *steps, self.told_at, self.epoch)
