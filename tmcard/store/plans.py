"""Every query on plans."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Offer, Period, PeriodUnit, Stacking
from tmcard.store.models import Plan, PlanPrice


def on_sale(session: Session, carrier: str, currency: str, now: datetime) -> list[Offer]:
    """What can be bought for cards of `carrier`, shortest first, then cheapest."""
    query = (
        select(Plan, PlanPrice.amount_minor)
        .join(PlanPrice, and_(PlanPrice.plan_id == Plan.id, PlanPrice.currency == currency))
        .where(Plan.carrier == carrier, is_sold(now))
    )
    offers = [offer(plan, Money(amount, currency)) for plan, amount in session.execute(query)]
    return sorted(offers, key=lambda o: (o.period.days, o.price.amount_minor, o.sku))


def is_sold(now: datetime) -> ColumnElement[bool]:
    """The condition under which a plan may be sold at `now`."""
    return and_(Plan.sold_from <= now, or_(Plan.sold_until.is_(None), Plan.sold_until > now))


def is_on_sale(session: Session, plan_id: int, now: datetime) -> bool:
    """Whether this version of the plan may still be sold."""
    return session.scalar(select(Plan.id).where(Plan.id == plan_id, is_sold(now))) is not None


def newest(session: Session, sku: str) -> Plan | None:
    """The last version of a plan, whether it is sold or not."""
    return session.scalars(select(Plan).where(Plan.sku == sku).order_by(Plan.version.desc()).limit(1)).one_or_none()


def offer(plan: Plan, price: Money) -> Offer:
    """The plan at `price`, in the domain's words."""
    return Offer(
        plan_id=plan.id,
        sku=plan.sku,
        names=(("en", plan.name_en), ("zh", plan.name_zh)),
        period=period(plan),
        data_bytes=plan.data_bytes,
        price=price,
        carrier=plan.carrier,
        carrier_code=plan.carrier_code,
        stacking=Stacking(plan.stacking),
    )


def period(plan: Plan) -> Period:
    """The plan's period, in the domain's words."""
    return Period(PeriodUnit(plan.period_unit), plan.period_count, Counting(plan.counting), plan.zone)
