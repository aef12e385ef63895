"""The read model of the dashboard: each function is one statement and answers frozen rows.

Many look, often, and few write; so no entities are made here, and the statements are built once.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, ScalarSelect, Select, and_, bindparam, func, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from tmcard.domain.money import Money
from tmcard.domain.orders import WORKED, OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.plans import Allowance
from tmcard.domain.usage import Reading
from tmcard.store import sessions
from tmcard.store.models import Bucket, Card, Order, Owner, OwnerSession, Payment, Plan, UsageSample
from tmcard.store.prepared import Prepared
from tmcard.store.rows import NEWS, UNDER_WAY, CardRow, Chapter, Glance, Mark, PlanName, Renewal, Sample
from tmcard.store.sessions import Live

HISTORY_LIMIT = 50
#: How many columns tell of the session where one statement asks for it and for cards.
LIVE_COLUMNS = len(fields(Live))


def dashboard(session: Session | Engine, owner_id: int) -> list[CardRow]:
    """All cards of the owner, in the order they were claimed."""
    return [_card(row) for row in _ALL_CARDS.run(session, owner_id=owner_id)]


def dashboard_of_holder(session: Session | Engine, token: str, now: datetime) -> tuple[Live, list[CardRow]] | None:
    """The live session of `token` and all cards of its owner, asked for at once."""
    found = _HOLDERS_CARDS.run(session, **sessions.holder(token, now))
    if not found:
        return None
    cards = [row[LIVE_COLUMNS:] for row in found]
    return Live(*found[0][:LIVE_COLUMNS]), [_card(row) for row in cards if row[0] is not None]


def card(session: Session, ref: str, owner_id: int) -> CardRow | None:
    """The card, if it is this owner's. Anybody else's does not exist."""
    found = _ONE_CARD.run(session, owner_id=owner_id, ref=ref)
    return _card(found[0]) if found else None


def glance(session: Session | Engine, token: str, ref: str | None, now: datetime) -> Glance | None:
    """What a page of the holder of `token`, a live session's, depends on: their card `ref`, or all their cards.

    Asks for session, owner and cards at once: an unchanged poll costs this one read, and no session of the ORM.
    """
    holder = sessions.holder(token, now)
    found = _GLANCE.run(session, **holder) if ref is None else _GLANCE_AT_ONE.run(session, ref=ref, **holder)
    return Glance([_mark(row[:8]) for row in found], found[0][8]) if found else None


def history(session: Session, card_id: int) -> list[Chapter]:
    """What was loaded on the card, and renewals whose money went back, newest first."""
    return [_chapter(row) for row in _HISTORY.run(session, card_id=card_id)]


def samples(session: Session, card_id: int, since: datetime) -> list[Sample]:
    """The card's usage counters from `since` on, and the last one before it to count from."""
    rows = _SAMPLES.run(session, card_id=card_id, since=since)
    return [Sample(*row) for row in rows]


def _newest_renewal() -> ScalarSelect[int]:
    """The key of the newest order of a card that money moves, or moved, for."""
    order = aliased(Order)
    undecided = select(Payment.id).where(Payment.order_id == order.id, Payment.status.in_(sorted(UNDECIDED))).exists()
    moved = order.status.in_(sorted(WORKED | NEWS.keys() | {OrderStatus.QUEUED}))
    unknown = and_(order.status == OrderStatus.OPEN, undecided)
    query = select(func.max(order.id)).where(order.card_id == Card.id, or_(moved, unknown))
    return query.correlate(Card).scalar_subquery()


def _begun_at() -> Any:
    """Since when an order is under way. One that was queued is paid long before."""
    return func.coalesce(Order.worked_since, Order.paid_at, Order.created_at)


def _cards() -> Select[Any]:
    return _of_cards(select()).where(Card.owner_id == bindparam("owner_id"))


def _holders_cards() -> Select[Any]:
    both = sessions.live().outerjoin(Card, Card.owner_id == OwnerSession.owner_id)
    return _of_cards(both).order_by(Card.claimed_at, Card.id)


def _of_cards(start: Select[Any]) -> Select[Any]:
    """`start`, which has cards or is to begin with them, and all that a CardRow is made of."""
    bought = aliased(Plan)
    return (
        start.add_columns(Card.id, Card.ref, Card.label, Card.iccid, Card.version)
        .add_columns(Card.total_bytes, Card.used_bytes, Card.ends_at, Card.reported_at)
        .add_columns(Card.validity_days, Card.is_gone, Plan.name_en, Plan.name_zh)
        .add_columns(Order.ref, Order.status, Order.version, bought.name_en, bought.name_zh)
        .add_columns(Order.data_bytes, Order.amount_minor, Order.currency, _begun_at())
        .add_columns(Order.ended_at, Order.deadline_at)
        .add_columns(Card.stale_at, Card.is_unlimited, Card.looked_at, Plan.allowance, Card.carrier)
        .outerjoin(Plan, Plan.id == Card.plan_id)
        .outerjoin(Order, Order.id == _newest_renewal())
        .outerjoin(bought, bought.id == Order.plan_id)
    )


def _glance() -> Select[Any]:
    return (
        select(Card.version, Card.ends_at, Card.reported_at)
        .add_columns(Order.version, Order.status, _begun_at())
        .add_columns(Card.stale_at, Card.looked_at, Owner.locale)
        .select_from(OwnerSession)
        .join(Owner, Owner.id == OwnerSession.owner_id)
        .join(Card, Card.owner_id == OwnerSession.owner_id)
        .outerjoin(Order, Order.id == _newest_renewal())
        .where(sessions.is_holder())
        .order_by(Card.claimed_at, Card.id)
    )


def _history() -> Select[Any]:
    loaded = (
        select(Plan.name_en, Plan.name_zh, Bucket.data_bytes, Bucket.loaded_at.label("at"), Bucket.ends_at)
        .add_columns(Order.ref, Order.status, Order.amount_minor, Order.currency)
        .join(Plan, Plan.id == Bucket.plan_id)
        .outerjoin(Order, Order.id == Bucket.order_id)
        .where(Bucket.card_id == bindparam("card_id"))
    )
    begun_at = func.coalesce(Order.paid_at, Order.created_at)
    returned = (
        select(Plan.name_en, Plan.name_zh, Order.data_bytes, begun_at, null())
        .add_columns(Order.ref, Order.status, Order.amount_minor, Order.currency)
        .join(Plan, Plan.id == Order.plan_id)
        .where(Order.card_id == bindparam("card_id"))
        .where(Order.status.in_((OrderStatus.REFUNDING, OrderStatus.REFUNDED)))
    )
    both = union_all(loaded, returned).subquery()
    return select(both).order_by(both.c.at.desc()).limit(HISTORY_LIMIT)


def _samples() -> Select[int, datetime, int]:
    mine = UsageSample.card_id == bindparam("card_id")
    since: Any = bindparam("since", type_=UsageSample.reported_at.type)
    before = select(func.max(UsageSample.reported_at)).where(mine, UsageSample.reported_at < since).scalar_subquery()
    return (
        select(UsageSample.used_bytes, UsageSample.reported_at, UsageSample.total_bytes)
        .where(mine, UsageSample.reported_at >= func.coalesce(before, since))
        .order_by(UsageSample.reported_at)
    )


_ALL_CARDS = Prepared(_cards().order_by(Card.claimed_at, Card.id))
_HOLDERS_CARDS = Prepared(_holders_cards())
_ONE_CARD = Prepared(_cards().where(Card.ref == bindparam("ref")))
_GLANCE = Prepared(_glance())
_GLANCE_AT_ONE = Prepared(_glance().where(Card.ref == bindparam("ref")))
_HISTORY = Prepared(_history())
_SAMPLES = Prepared(_samples())


def _card(row: Sequence[Any]) -> CardRow:
    key, ref, label, iccid, version, total, used, ends_at, reported_at, days, is_gone, name_en, name_zh = row[:13]
    plan = PlanName(name_en, name_zh) if name_en is not None else None
    stale_at, is_unlimited, looked_at, allowance, carrier = row[-5:]
    reading = Reading(total, used, ends_at, reported_at, stale_at, is_unlimited)
    facts = (looked_at, allowance == Allowance.DAY, carrier)
    return CardRow(key, ref, label, iccid, version, reading, days, is_gone, plan, _renewal(row[13:-5]), *facts)


def _mark(row: Sequence[Any]) -> Mark:
    version, ends_at, reported_at, renewal_version, status, begun_at, stale_at, looked_at = row
    is_under_way = status is not None and OrderStatus(status) in UNDER_WAY
    since = begun_at if is_under_way else None
    return Mark(version, ends_at, reported_at, renewal_version or 0, since, stale_at, looked_at)


def _renewal(row: Sequence[Any]) -> Renewal | None:
    ref, status, version, name_en, name_zh, data_bytes, amount_minor, currency, begun_at, ended_at, deadline_at = row
    if ref is None:
        return None
    price, plan = Money(amount_minor, currency), PlanName(name_en, name_zh)
    return Renewal(ref, OrderStatus(status), version, plan, data_bytes, price, begun_at, ended_at, deadline_at)


def _chapter(row: Sequence[Any]) -> Chapter:
    name_en, name_zh, data_bytes, at, ends_at, ref, status, amount_minor, currency = row
    price = Money(amount_minor, currency) if ref is not None else None
    known = OrderStatus(status) if ref is not None else None
    return Chapter(PlanName(name_en, name_zh), data_bytes, at, ends_at, ref, known, price)
