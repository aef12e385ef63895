"""Which orders hold which promotions: what gives way, who is new, which rewards wait."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED, PaymentStatus
from tmcard.domain.promotions import FOR_NEW_OWNERS, Asker
from tmcard.store.models import Order, PayerMark, Payment, PromotionUse, Reward
from tmcard.store.plans import RENEWED
from tmcard.store.promotions import counts


def lock_uses(session: Session, order_id: int) -> list[PromotionUse]:
    """The uses of an order as they are now, which nobody else releases until the transaction ends."""
    query = select(PromotionUse).where(PromotionUse.order_id == order_id).order_by(PromotionUse.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def yielding(session: Session, asker: Asker, now: datetime, *, locked: bool) -> list[int]:
    """The asker's own reservations that give way to another quote of theirs: no money is about to be taken by them.

    With `locked` nobody begins to take it until the transaction ends.
    """
    query = _own(asker).order_by(PromotionUse.id)
    if locked:
        session.execute(query.with_for_update(of=PromotionUse))
    # Asked again under the lock: a capture may have begun while it was waited for.
    return list(session.scalars(query.where(or_(~_is_taking(now), Order.id == asker.instead_of))))


def is_released(session: Session, order_id: int) -> bool:
    """Whether something that the order was quoted with has been given up."""
    query = select(PromotionUse.id).where(PromotionUse.order_id == order_id, PromotionUse.released_at.is_not(None))
    return session.scalar(query.limit(1)) is not None


def release(session: Session, use_ids: Collection[int], now: datetime) -> None:
    """Give these reservations up. Their orders cannot be paid by their quotes any more."""
    session.execute(
        update(PromotionUse)
        .where(PromotionUse.id.in_(use_ids), PromotionUse.released_at.is_(None))
        .values(released_at=now)
        .execution_options(synchronize_session=False)
    )


def by_ids(session: Session, use_ids: Collection[int]) -> list[PromotionUse]:
    """These uses."""
    return list(session.scalars(select(PromotionUse).where(PromotionUse.id.in_(use_ids))))


def is_new(
    session: Session,
    owner_id: int | None,
    card_id: int,
    mark: str | None,
    *,
    now: datetime,
    but: Collection[int] = (),
    but_order: int = 0,
) -> bool:
    """Whether neither the owner, nor the card, nor the payer's address had a renewal, or holds what is for new ones.

    The uses `but` and the order `but_order` are not counted.
    """
    kinds = PromotionUse.kind.in_(sorted(FOR_NEW_OWNERS))
    holds = and_(PromotionUse.id.not_in(but), kinds, Order.id != but_order, counts(now))
    whose = or_(Order.owner_id == owner_id, Order.card_id == card_id) if owner_id else Order.card_id == card_id
    had = select(Order.id).where(Order.status.in_(RENEWED), Order.id != but_order)
    has = select(Order.id).join(PromotionUse, PromotionUse.order_id == Order.id).where(holds)
    asked = [had.where(whose), has.where(whose)]
    if mark is not None:
        asked += [
            query.join(PayerMark, PayerMark.order_id == Order.id).where(PayerMark.mark == mark) for query in (had, has)
        ]
    return all(session.scalar(query.limit(1)) is None for query in asked)


def put_mark(session: Session, order_id: int, mark: str | None) -> None:
    """Write down whose address the receipt goes to."""
    known = session.get(PayerMark, order_id)
    if mark is None:
        if known is not None:
            session.delete(known)
    elif known is None:
        session.add(PayerMark(order_id=order_id, mark=mark))
    else:
        known.mark = mark


def free_rewards(session: Session, owner_id: int, now: datetime, but: Collection[int] = ()) -> list[Reward]:
    """The owner's rewards that wait for a renewal, oldest first. The uses `but` are not counted."""
    used = (
        select(PromotionUse.reward_id)
        .join(Order, Order.id == PromotionUse.order_id)
        .where(PromotionUse.reward_id == Reward.id, PromotionUse.id.not_in(but), counts(now))
    )
    query = _good().where(Reward.owner_id == owner_id, ~used.exists())
    return list(session.scalars(query.order_by(Reward.id)))


def _good() -> Select[Reward]:
    """Rewards whose friend's renewal is delivered and was not given back."""
    back = (PaymentStatus.REFUNDING, PaymentStatus.REFUNDED)
    given_back = exists().where(Payment.pays_order_id == Reward.order_id, Payment.status.in_(back))
    delivered = exists().where(Order.id == Reward.order_id, Order.status == OrderStatus.CREDITED)
    return select(Reward).where(delivered, ~given_back)


def _own(asker: Asker) -> Select[int]:
    same = and_(
        Order.owner_id == asker.owner_id,
        Order.link_id.is_not_distinct_from(asker.link_id),
        Order.visitor_hash.is_not_distinct_from(asker.visitor_hash),
    )
    is_open = and_(Order.status == OrderStatus.OPEN, PromotionUse.released_at.is_(None))
    return select(PromotionUse.id).join(Order, Order.id == PromotionUse.order_id).where(same, is_open)


def _is_taking(now: datetime) -> ColumnElement[bool]:
    claimed = and_(Payment.status.in_((PaymentStatus.CREATED, PaymentStatus.APPROVED)), Payment.lease_until > now)
    return exists().where(Payment.order_id == Order.id, or_(Payment.status.in_(sorted(UNDECIDED)), claimed))
