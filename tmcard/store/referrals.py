"""Every query on referral codes and the rewards that they brought."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tmcard.domain.promotions import Kind
from tmcard.store.inserting import insert_into
from tmcard.store.models import PromotionUse, ReferralCode, Reward


def by_codes(session: Session, codes: list[str]) -> list[ReferralCode]:
    """The owners' codes among these."""
    return list(session.scalars(select(ReferralCode).where(ReferralCode.code.in_(codes)).order_by(ReferralCode.code)))


def of_owner(session: Session, owner_id: int) -> str | None:
    """The owner's code, if they ever asked for it."""
    return session.scalar(select(ReferralCode.code).where(ReferralCode.owner_id == owner_id))


def add(session: Session, owner_id: int, code: str, now: datetime) -> None:
    """Store a fresh code, unless the owner, or somebody else, has it already."""
    values = {"owner_id": owner_id, "code": code, "created_at": now}
    session.execute(insert_into(session, ReferralCode).values(**values).on_conflict_do_nothing())


def said(session: Session, order_id: int) -> ReferralCode | None:
    """The code by which a renewal was a friend's."""
    query = select(ReferralCode).join(PromotionUse, PromotionUse.code == ReferralCode.code)
    return session.scalars(
        query.where(PromotionUse.order_id == order_id, PromotionUse.kind == Kind.REFERRAL)
    ).one_or_none()


def add_reward(session: Session, owner_id: int, order_id: int, promotion_id: int, now: datetime) -> None:
    """Grant a reward: one for each friend's renewal, however often this is called."""
    values = {"owner_id": owner_id, "order_id": order_id, "promotion_id": promotion_id, "created_at": now}
    session.execute(insert_into(session, Reward).values(**values).on_conflict_do_nothing())


def earned(session: Session, owner_id: int) -> int:
    """How many friends' renewals ever brought the owner a reward."""
    return session.scalar(select(func.count()).where(Reward.owner_id == owner_id)) or 0
