"""What was loaded on a card, as the rules of the trade want it told."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.domain.histories import Load
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.domain.stacking import Purchase
from tmcard.store.models import Bucket, Order

#: No rule looks further back: whatever was loaded before has long been merged or has ended.
MOST = 50


def of_card(session: Session, card_id: int) -> list[Load]:
    """What was loaded on the card, oldest first."""
    query = (
        select(Bucket.data_bytes, Bucket.loaded_at, Bucket.ends_at, Order.anchor_day, Order.stacking)
        .add_columns(Order.period_unit, Order.period_count, Order.counting, Order.period_zone)
        .outerjoin(Order, Order.id == Bucket.order_id)
        .where(Bucket.card_id == card_id)
        .order_by(Bucket.loaded_at.desc(), Bucket.id.desc())
        .limit(MOST)
    )
    return [_load(row) for row in session.execute(query)][::-1]


def _load(row: Sequence[Any]) -> Load:
    data_bytes, loaded_at, ends_at, anchor_day, stacking, unit, count, counting, zone = row
    if stacking is None:
        return Load(data_bytes, loaded_at, ends_at)
    purchase = Purchase(Period(PeriodUnit(unit), count, Counting(counting), zone), data_bytes, Stacking(stacking))
    return Load(data_bytes, loaded_at, ends_at, purchase, anchor_day)
