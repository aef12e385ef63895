"""Every query on plans."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Offer, Period, PeriodUnit, Stacking
from tmcard.store.models import Plan, PlanPrice


def on_sale(session: Session, carrier: str, currency: str, now: datetime) -> list[Offer]:
    """What can be bought for cards of `carrier` in one currency, shortest first, then cheapest."""
    offers = priced(session, carrier, (currency,), now)
    return sorted(offers, key=lambda o: (o.period.days, o.price.amount_minor, o.sku))


def priced(session: Session, carrier: str, currencies: Sequence[str], now: datetime) -> list[Offer]:
    """What can be bought for cards of `carrier`: one offer for each plan and each of `currencies` it has a price in."""
    query = (
        select(Plan, PlanPrice.amount_minor, PlanPrice.currency)
        .join(PlanPrice, and_(PlanPrice.plan_id == Plan.id, PlanPrice.currency.in_(currencies)))
        .where(Plan.carrier == carrier, is_sold(now))
    )
    return [offer(plan, Money(amount, currency)) for plan, amount, currency in session.execute(query)]


def is_sold(now: datetime) -> ColumnElement[bool]:
    """The condition under which a plan may be sold at `now`."""
    return and_(Plan.sold_from <= now, or_(Plan.sold_until.is_(None), Plan.sold_until > now))


def is_on_sale(session: Session, plan_id: int, now: datetime) -> bool:
    """Whether what was quoted may be charged: this version of the plan is sold, or one that took its place.

    A new price is a new version. It does not break the promise of the old one; taking the plan off sale does.
    """
    quoted = aliased(Plan)
    query = select(Plan.id).join(quoted, and_(quoted.sku == Plan.sku, quoted.version <= Plan.version))
    return session.scalar(query.where(quoted.id == plan_id, is_sold(now)).limit(1)) is not None


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
