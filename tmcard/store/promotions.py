"""Every query on promotions, and how often each has been used."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED, PaymentStatus
from tmcard.domain.promotions import (
    BY_CODE,
    Effect,
    ExtraData,
    Fixed,
    Kind,
    Limits,
    Percent,
    Promotion,
    Tally,
)
from tmcard.store.models import Order, Payment, PlanFloor, PromotionRow, PromotionUse
from tmcard.store.plans import RENEWED

#: An attempt that may still become money, whatever the clock says: it is over when it has ended.
LIVE = (PaymentStatus.CREATED, PaymentStatus.APPROVED, *sorted(UNDECIDED))


def everything(session: Session) -> list[PromotionRow]:
    """Every promotion there ever was, by name."""
    return list(session.scalars(select(PromotionRow).order_by(PromotionRow.key)))


def by_key(session: Session, key: str) -> PromotionRow | None:
    """The promotion that a file calls by this name."""
    return session.scalars(select(PromotionRow).where(PromotionRow.key == key)).one_or_none()


def candidates(session: Session, now: datetime, code_keys: Sequence[str]) -> list[PromotionRow]:
    """What is on without a coupon, referrals and rewards among it, and the coupons of these codes in any standing."""
    is_on = and_(PromotionRow.starts_at <= now, or_(PromotionRow.ends_at.is_(None), PromotionRow.ends_at > now))
    by_itself = and_(PromotionRow.kind != Kind.COUPON, is_on)
    said = PromotionRow.code_key.in_(code_keys) if code_keys else None
    query = select(PromotionRow).where(by_itself if said is None else or_(by_itself, said))
    return list(session.scalars(query.order_by(PromotionRow.id)))


def sales_since(session: Session, since: datetime, now: datetime) -> list[PromotionRow]:
    """The sales of which some part lies between two instants."""
    ended_later = or_(PromotionRow.ends_at.is_(None), PromotionRow.ends_at > since)
    query = select(PromotionRow).where(PromotionRow.kind == Kind.SALE, PromotionRow.starts_at <= now, ended_later)
    return list(session.scalars(query.order_by(PromotionRow.id)))


def lock(session: Session, promotion_ids: Collection[int]) -> None:
    """Keep everybody else from reserving these until the transaction ends. Always in the same order."""
    ids = select(PromotionRow.id).where(PromotionRow.id.in_(sorted(promotion_ids))).order_by(PromotionRow.id)
    session.execute(ids.with_for_update(key_share=True))


def counts(now: datetime) -> ColumnElement[bool]:
    """Whether a use counts: its renewal came to something, or may still: its quote holds, or an attempt lives.

    To be asked of uses joined with their orders.
    """
    lives = exists().where(Payment.order_id == Order.id, Payment.status.in_(LIVE))
    is_reserved = and_(
        PromotionUse.released_at.is_(None),
        Order.status == OrderStatus.OPEN,
        or_(Order.quote_ends_at > now, lives),
    )
    return or_(Order.status.in_(RENEWED), is_reserved)


def tallies(
    session: Session, promotion_ids: Collection[int], owner_id: int | None, now: datetime, but: Collection[int] = ()
) -> dict[str, Tally]:
    """How often each has been used, by its ref. The uses `but` are not counted."""
    query = (
        select(PromotionRow.ref, PromotionUse)
        .join(PromotionUse, PromotionUse.promotion_id == PromotionRow.id)
        .join(Order, Order.id == PromotionUse.order_id)
        .where(PromotionRow.id.in_(promotion_ids), PromotionUse.id.not_in(but), counts(now))
        .with_only_columns(
            PromotionRow.ref,
            PromotionUse.owner_id,
            PromotionUse.code,
            PromotionUse.sku,
            PromotionUse.currency,
            PromotionUse.off_minor,
        )
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for use in session.execute(query):
        found[use.ref].append(use)
    return {ref: _tally(uses, owner_id) for ref, uses in found.items()}


def _tally(uses: Sequence[Any], owner_id: int | None) -> Tally:
    off: Counter[str] = Counter()
    for use in uses:
        off[use.currency] += use.off_minor
    return Tally(
        in_total=len(uses),
        by_owner=sum(use.owner_id == owner_id for use in uses),
        by_code=Counter(use.code for use in uses if use.code is not None),
        by_plan=Counter(use.sku for use in uses),
        off=off,
    )


def floors(session: Session) -> dict[tuple[str, str], int]:
    """The least that is to be paid for a plan, by sku and currency."""
    return {(row.sku, row.currency): row.amount_minor for row in session.scalars(select(PlanFloor))}


def put_floor(session: Session, sku: str, currency: str, amount_minor: int) -> None:
    """Set the least that is to be paid for a plan."""
    session.merge(PlanFloor(sku=sku, currency=currency, amount_minor=amount_minor))


def promotion(row: PromotionRow) -> Promotion:
    """The promotion in the domain's words."""
    return Promotion(
        ref=row.ref,
        key=row.key,
        kind=Kind(row.kind),
        names=(row.name_en, row.name_zh),
        effect=effect(row.effect),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        skus=frozenset(row.skus) if row.skus is not None else None,
        limits=Limits(row.per_owner, row.per_code, row.in_total, row.per_plan),
        budget=row.budget,
        floor=row.floor,
        group=row.stacking_group,
        stacks_with=frozenset(row.stacks_with),
        code=row.code,
    )


def effect(stored: dict[str, Any]) -> Effect:
    """What is stored of an effect, in the domain's words."""
    match stored:
        case {"percent": percent}:
            return Percent(percent)
        case {"amounts": amounts}:
            return Fixed(amounts)
    return ExtraData({sku: (code, data_bytes) for sku, (code, data_bytes) in stored["loads"].items()})


def is_limited(row: PromotionRow) -> bool:
    """Whether how often it was used matters at all."""
    bounds = (row.per_owner, row.per_code, row.in_total, row.per_plan)
    return row.kind in {Kind.FIRST_ORDER, Kind.REWARD, *BY_CODE} or row.budget != {} or any(bounds)
