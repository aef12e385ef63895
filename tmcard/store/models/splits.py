"""One price between several payers."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.store.models.base import Base, Key, Ref, Word
from tmcard.store.models.links import Link
from tmcard.store.models.plans import Plan


class Split(Base):
    """A renewal that several pay together through one link: when all have paid it happens, else all get it back.

    Each share is an order of its own. `amount_minor` is the whole price. `ended_at` and `outcome` are set once, when
    the last share is paid or nothing more can come of it.
    """

    __tablename__ = "splits"

    id: Mapped[Key]
    ref: Mapped[Ref]
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), unique=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    shares: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    created_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Word | None]
    link: Mapped[Link] = relationship()
    plan: Mapped[Plan] = relationship()

    @property
    def price(self) -> Money:
        """What all shares come to."""
        return Money(self.amount_minor, self.currency)
