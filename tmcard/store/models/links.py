"""Links: signed capabilities in addresses. The token is stored nowhere, it is made from the row (see domain.links)."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.store.models.base import Base, Key, Ref, Word
from tmcard.store.models.cards import Card


class Link(Base):
    """One link. What it opens depends on its purpose; who holds it may do exactly that and no more.

    `owner_id` is who gave it away, `sku` the plan that it suggests, `email` the address that it proves.
    `locale` is the language of its preview in a chat.
    """

    __tablename__ = "links"
    __table_args__ = (
        Index("ix_links_card_id_purpose", "card_id", "purpose"),
        Index("ix_links_owner_id_purpose", "owner_id", "purpose"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    purpose: Mapped[Word]
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    sku: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    card: Mapped[Card | None] = relationship()
    terms: Mapped["GuestTerms | None"] = relationship(back_populates="link")


class GuestTerms(Base):
    """What a guest checkout link allows: which plans (none named: any), at most how much, and how often.

    `made_by` is `owner`, or the name of a member of staff. `note` is for whoever pays.
    """

    __tablename__ = "guest_terms"

    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), primary_key=True)
    skus: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    currency: Mapped[str | None] = mapped_column(String(3))
    amount_minor: Mapped[int | None]
    uses: Mapped[int]
    shows_rest: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[Word]
    link: Mapped[Link] = relationship(back_populates="terms")

    @property
    def most(self) -> Money | None:
        """What one renewal may cost at most; None: whatever its plan costs."""
        if self.amount_minor is None or self.currency is None:
            return None
        return Money(self.amount_minor, self.currency)
