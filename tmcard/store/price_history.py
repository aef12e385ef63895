"""Which prices stood when: every version of a plan keeps its own."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tmcard.domain.money import Money
from tmcard.domain.promotions.history import Priced
from tmcard.store.models import Plan, PlanPrice


def since(session: Session, instant: datetime, now: datetime) -> dict[tuple[str, str], list[Priced]]:
    """The prices of all plans that stood at some time between two instants, by sku and currency."""
    stood_later = or_(Plan.sold_until.is_(None), Plan.sold_until > instant)
    query = select(Plan.sku, Plan.sold_from, Plan.sold_until, PlanPrice.currency, PlanPrice.amount_minor)
    found = defaultdict(list)
    rows = session.execute(query.join(PlanPrice).where(Plan.sold_from <= now, stood_later).order_by(Plan.id))
    for row in rows:
        price = Priced(row.sold_from, row.sold_until, Money(row.amount_minor, row.currency))
        found[row.sku, row.currency].append(price)
    return found
