"""Every query on plans."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from tmcard.domain.coverage import Covered, united
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import Allowance, Buyers, Counting, Offer, Period, PeriodUnit, Stacking, Starts, may_buy
from tmcard.store import coverage
from tmcard.store.models import Card, Order, Plan, PlanPrice

#: What a renewal that came to something is, or is on its way to be.
RENEWED = (OrderStatus.QUEUED, OrderStatus.PAID, OrderStatus.CREDITING, OrderStatus.HELD, OrderStatus.CREDITED)


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
    found = session.execute(query).all()
    known = coverage.countries(session, [plan for plan, _amount, _currency in found if plan.countries is None])
    return [offer(plan, Money(amount, currency), known) for plan, amount, currency in found]


def for_card(session: Session, card: Card, currencies: Sequence[str], now: datetime) -> list[Offer]:
    """`priced`, of the card's carrier, without what is not for this card or its owner."""
    offers = priced(session, card.carrier, currencies, now)
    asks_for_first = any(each.buyers is Buyers.FIRST_ORDER for each in offers)
    is_first = asks_for_first and not has_renewed(session, card.owner_id)
    held = card.plan.sku if card.plan is not None else None
    return [each for each in offers if may_buy(each, is_first_order=is_first, held_sku=held)]


def has_renewed(session: Session, owner_id: int | None) -> bool:
    """Whether the owner ever paid for a renewal that was not given back."""
    query = select(Order.id).where(Order.owner_id == owner_id, Order.status.in_(RENEWED)).limit(1)
    return session.scalar(query) is not None


def is_spent(session: Session, plan_id: int, owner_id: int | None) -> bool:
    """Whether a plan for first orders was quoted before its owner had one, and now they have."""
    for_first = select(Plan.id).where(Plan.id == plan_id, Plan.buyers == Buyers.FIRST_ORDER)
    return session.scalar(for_first) is not None and has_renewed(session, owner_id)


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


def is_newest(session: Session, plan_id: int) -> bool:
    """Whether no other version has taken the place of this one."""
    later = aliased(Plan)
    query = select(later.id).join(Plan, and_(Plan.sku == later.sku, Plan.version < later.version))
    return session.scalar(query.where(Plan.id == plan_id).limit(1)) is None


def newest(session: Session, sku: str) -> Plan | None:
    """The last version of a plan, whether it is sold or not."""
    return session.scalars(select(Plan).where(Plan.sku == sku).order_by(Plan.version.desc()).limit(1)).one_or_none()


def sold_by(session: Session, carrier: str, now: datetime) -> list[Plan]:
    """Every version of a plan of `carrier` that is sold, or will be, by sku."""
    sells = or_(Plan.sold_until.is_(None), Plan.sold_until > now)
    return list(session.scalars(select(Plan).where(Plan.carrier == carrier, sells).order_by(Plan.sku, Plan.version)))


def end_sale(session: Session, plan_ids: Sequence[int], now: datetime) -> None:
    """Sell these versions no more. What ended earlier stays as it ended."""
    still = or_(Plan.sold_until.is_(None), Plan.sold_until > now)
    session.execute(update(Plan).where(Plan.id.in_(plan_ids), still).values(sold_until=now))


def everything_sold(session: Session, now: datetime) -> list[Plan]:
    """Every plan that anybody may buy now, of all carriers."""
    return list(session.scalars(select(Plan).where(is_sold(now)).order_by(Plan.sku)))


def covered(session: Session, now: datetime) -> list[Covered]:
    """Every plan on sale with all places it works in; those of which no place is known are left out."""
    sold = everything_sold(session, now)
    known = coverage.places(session, [(plan.carrier, plan.carrier_code) for plan in sold])
    found = [
        Covered(plan.sku, _names(plan), united(plan.countries, known.get((plan.carrier, plan.carrier_code), ())))
        for plan in sorted(sold, key=lambda plan: (period(plan).days, plan.data_bytes, plan.sku))
    ]
    return [each for each in found if each.places]


def offer(plan: Plan, price: Money, known: coverage.Countries = coverage.NOTHING_KNOWN) -> Offer:
    """The plan at `price`, in the domain's words. `known` are the countries of plans that name none themselves."""
    countries = known.get((plan.carrier, plan.carrier_code), ()) if plan.countries is None else plan.countries
    return Offer(
        plan_id=plan.id,
        sku=plan.sku,
        names=_names(plan),
        period=period(plan),
        data_bytes=plan.data_bytes,
        price=price,
        carrier=plan.carrier,
        carrier_code=plan.carrier_code,
        stacking=Stacking(plan.stacking),
        countries=tuple(countries),
        allowance=Allowance(plan.allowance),
        throttle_kbps=plan.throttle_kbps,
        starts=Starts(plan.starts),
        buyers=Buyers(plan.buyers),
        for_plans=tuple(plan.for_plans or ()),
        gate_bytes=plan.gate_bytes,
    )


def period(plan: Plan) -> Period:
    """The plan's period, in the domain's words."""
    return Period(PeriodUnit(plan.period_unit), plan.period_count, Counting(plan.counting), plan.zone)


def _names(plan: Plan) -> tuple[tuple[str, str], ...]:
    return (("en", plan.name_en), ("zh", plan.name_zh))
