"""Orders: our promise of one plan for one card, and what became of it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.domain.guests import USING
from tmcard.domain.orders import FINAL, OrderStatus
from tmcard.domain.quotes import TERMS_VERSION, Promise, Start, end_moved_by
from tmcard.domain.stacking import STARTS_OVER, days_to_begin
from tmcard.store.models.base import Base, Key, Ref, Word
from tmcard.store.models.cards import Card
from tmcard.store.models.links import Link
from tmcard.store.models.plans import Plan
from tmcard.store.models.quotes import Quoted


class Order(Quoted, Base):
    """One plan for one card. What its quote froze is in `Quoted`; the rest tells what became of it.

    `owner_id` is whose card it renews. Made through a link (`link_id`), it can also be seen by the browser whose
    visitor's mark hashes to `visitor_hash`, and by `payer_id`, the account that a guest kept it in.
    `next_at` is when somebody should look at it next (None: nobody need). `lease_until` and `fence`
    belong to whoever works on it. `worked_since` is when it became work to be done: once it was paid, or, if it
    was queued, when that ended. `baseline_*` is what the carrier stated before the first top-up was sent,
    `stated_*` what it stated after.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_next_at", "next_at"),
        Index("ix_orders_card_id_status", "card_id", "status"),
        Index("ix_orders_status_worked_since", "status", "worked_since"),
        Index("ix_orders_owner_id_created_at", "owner_id", "created_at"),
        Index("ix_orders_link_id", "link_id"),
        Index("ix_orders_payer_id", "payer_id"),
        Index("ix_orders_split_id", "split_id"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    form_token: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[Word]
    visitor_hash: Mapped[str | None] = mapped_column(String(64))
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"))
    terms_agreed_at: Mapped[datetime | None]
    loss_agreed_at: Mapped[datetime | None]
    receipt_email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    paid_at: Mapped[datetime | None]
    worked_since: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(80))
    top_up_tries: Mapped[int]
    top_up_sent_at: Mapped[datetime | None]
    baseline_total_bytes: Mapped[int | None]
    baseline_ends_at: Mapped[datetime | None]
    baseline_days: Mapped[int | None]
    stated_total_bytes: Mapped[int | None]
    stated_ends_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    tries: Mapped[int]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int]
    alerted_at: Mapped[datetime | None]
    version: Mapped[int]
    card: Mapped[Card] = relationship()
    plan: Mapped[Plan] = relationship()
    link: Mapped[Link | None] = relationship()

    @property
    def promise(self) -> Promise:
        """What its owner was shown."""
        names = (self.plan.name_en, self.plan.name_zh)
        shown = (self.price, names, self.data_bytes, self.after_ends_at, self.after_days, self.policy)
        lines = self.deal.lines if self.deal is not None else ()
        return Promise(*shown, Start(self.starts), self.lost_bytes, self.lost, lines)

    @property
    def has_moved(self) -> bool:
        """Whether the card holds something else than when it was quoted: it got another end, or other days."""
        ends_at, policy = self.card.ends_at, self.policy
        days = days_to_begin(policy.stacking, self.card.validity_days, policy.period.days)
        return self.before_ends_at != ends_at or (ends_at is None and self.after_days != days)

    @property
    def would_burn_more(self) -> bool:
        """Whether it might take away what nobody was asked about: the card moved, and this plan starts it over."""
        return self.has_moved and self.policy.stacking in STARTS_OVER

    @property
    def is_outdated(self) -> bool:
        """Whether paying would not do what was shown: the card got another end meanwhile, or other terms apply."""
        return self.has_moved or self.terms_version != TERMS_VERSION

    @property
    def end_moved_by(self) -> timedelta | None:
        """How much later (or earlier) than shown the carrier set the end, if that is worth telling."""
        return end_moved_by(self.after_ends_at, self.stated_ends_at, Start(self.starts))

    def holds(self, now: datetime) -> bool:
        """Whether it may still be paid as it was quoted."""
        return now < self.quote_ends_at and not self.is_outdated

    @property
    def counted_for(self) -> str:
        """Whose tries to pay it are counted: through a link strangers pay, and must not use up what its owner may."""
        return f"owner:{self.owner_id}" if self.link_id is None else f"link:{self.link_id}"

    @property
    def has_changed_hands(self) -> bool:
        """Whether the card is no longer the owner's who ordered the renewal."""
        return self.owner_id is not None and self.card.owner_id != self.owner_id

    @property
    def hides_rest(self) -> bool:
        """Whether its payer is a guest who may not learn what is on the card, nor until when."""
        terms = self.link.terms if self.link is not None else None
        return terms is not None and not terms.shows_rest

    @property
    def is_final(self) -> bool:
        """Whether the order can move no further."""
        return OrderStatus(self.status) in FINAL


_PAYS_A_SHARE = and_(Order.split_id.is_not(None), Order.status.in_(sorted(USING)))
Index(
    "ix_orders_split_id_share_number",
    Order.split_id,
    Order.share_number,
    unique=True,
    sqlite_where=_PAYS_A_SHARE,
    postgresql_where=_PAYS_A_SHARE,
)
