"""Promotions, what orders had of them, and what friends bring."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.money import Money
from tmcard.domain.promotions import Kind, Line
from tmcard.store.models.base import Base, Key, Ref, Word
from tmcard.store.models.base import Line as Text


class PromotionRow(Base):
    """One promotion. What was quoted of it stands in `PromotionUse` and does not change with it.

    `effect` is `{"percent": 20}`, `{"amounts": {"USD": 200}}` or `{"loads": {sku: [carrier's code, bytes]}}`.
    `zone` is whose clocks its times were written by. `code_key` is the code as it is compared.
    """

    __tablename__ = "promotions"

    id: Mapped[Key]
    ref: Mapped[Ref]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[Word]
    name_en: Mapped[Text]
    name_zh: Mapped[Text]
    effect: Mapped[dict[str, Any]] = mapped_column(JSON)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[Word]
    skus: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    per_owner: Mapped[int | None]
    per_code: Mapped[int | None]
    in_total: Mapped[int | None]
    per_plan: Mapped[int | None]
    budget: Mapped[dict[str, Any]] = mapped_column(JSON)
    floor: Mapped[dict[str, Any]] = mapped_column(JSON)
    stacking_group: Mapped[Word]
    stacks_with: Mapped[list[str]] = mapped_column(JSON)
    code: Mapped[str | None] = mapped_column(String(40))
    code_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]


class PromotionUse(Base):
    """One line of an order's deal, frozen by its quote (a trigger holds it).

    Whether it counts is asked of the order and its payments (`store.promotions.counts`). `released_at`: since when
    it is given up, because whoever asked for it was quoted it again, or may not have it after all. The order cannot
    be paid by that quote any more.
    """

    __tablename__ = "promotion_uses"
    __table_args__ = (
        UniqueConstraint("order_id", "promotion_id"),
        Index("ix_promotion_uses_promotion_id", "promotion_id"),
        Index("ix_promotion_uses_owner_id", "owner_id"),
        Index("ix_promotion_uses_card_id", "card_id"),
        Index("ix_promotion_uses_reward_id", "reward_id"),
    )

    id: Mapped[Key]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"))
    number: Mapped[int]
    kind: Mapped[Word]
    name_en: Mapped[Text]
    name_zh: Mapped[Text]
    code: Mapped[str | None] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    off_minor: Mapped[int]
    extra_bytes: Mapped[int]
    sku: Mapped[Word]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    reward_id: Mapped[int | None] = mapped_column(ForeignKey("rewards.id"))
    released_at: Mapped[datetime | None]
    promotion: Mapped[PromotionRow] = relationship()

    @property
    def line(self) -> Line:
        """What it gives, in the domain's words."""
        off = Money(self.off_minor, self.currency)
        names = (self.name_en, self.name_zh)
        return Line(self.promotion.ref, Kind(self.kind), names, off, self.extra_bytes, self.code)


class PlanFloor(Base):
    """The least that is to be paid for a plan in one currency, whatever is on."""

    __tablename__ = "plan_floors"

    sku: Mapped[str] = mapped_column(String(40), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    amount_minor: Mapped[int]


class PayerMark(Base):
    """Whose address the receipt of an order goes to, as it is compared: see `domain.promotions.addresses`."""

    __tablename__ = "payer_marks"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), index=True)


class ReferralCode(Base):
    """The code by which an owner brings friends. Made when they first ask for it."""

    __tablename__ = "referral_codes"

    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]


class Reward(Base):
    """What an owner gets because a friend's first renewal (`order_id`) was delivered; good while it stays so."""

    __tablename__ = "rewards"

    id: Mapped[Key]
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"))
    created_at: Mapped[datetime]
