"""Every query on cards, what was loaded on them, and their usage."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.attention import AFTER_LOAD
from tmcard.domain.usage import Reading
from tmcard.store.gaps import filling, gaps
from tmcard.store.models import Bucket, Card, Plan, UsageSample
from tmcard.store.models.base import Instant

FRESH = {"populate_existing": True}


def of_owner(session: Session, ref: str, owner_id: int) -> Card | None:
    """The card, if it is this owner's. Anybody else's does not exist."""
    query = select(Card).options(joinedload(Card.plan)).where(Card.ref == ref, Card.owner_id == owner_id)
    return session.scalars(query.execution_options(**FRESH)).one_or_none()


def all_of_owner(session: Session, owner_id: int) -> list[Card]:
    """The owner's cards in the order they were claimed."""
    query = select(Card).options(joinedload(Card.plan)).where(Card.owner_id == owner_id)
    return list(session.scalars(query.order_by(Card.claimed_at, Card.id).execution_options(**FRESH)))


def by_id(session: Session, card_id: int) -> Card:
    """The card as the database has it now."""
    return session.scalars(select(Card).where(Card.id == card_id).execution_options(**FRESH)).one()


def lock(session: Session, card_id: int) -> None:
    """Keep everybody else from changing the card, or ordering for it, until the transaction ends."""
    session.execute(select(Card.id).where(Card.id == card_id).with_for_update(key_share=True))


def by_carrier_ref(session: Session, carrier: str, carrier_ref: str) -> Card | None:
    """The card that its carrier calls so."""
    query = select(Card).where(Card.carrier == carrier, Card.carrier_ref == carrier_ref)
    return session.scalars(query).one_or_none()


def with_tail(session: Session, iccid_digits: str, limit: int = 20) -> list[Card]:
    """Cards whose ICCID ends with these digits (six or more)."""
    same_end = Card.iccid.endswith(iccid_digits, autoescape=True)
    query = select(Card).where(Card.iccid_tail == iccid_digits[-6:], same_end).order_by(Card.id).limit(limit)
    return list(session.scalars(query.execution_options(**FRESH)))


def claim(session: Session, card_id: int, owner_id: int, label: str, now: datetime) -> bool:
    """Give the card to the owner, if nobody has it yet."""
    done = session.execute(
        update(Card)
        .where(Card.id == card_id, Card.owner_id.is_(None))
        .values(owner_id=owner_id, claimed_at=now, label=label, usage_due_at=now, version=Card.version + 1)
        .returning(Card.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def state_profile(session: Session, card_id: int, reading: Reading, now: datetime, **values: Any) -> None:
    """Write what the carrier states of the whole profile, its end included, or what a load has made of it.

    Carriers do not say when they measured the usage in it, so the age of the figure stays what it was. What follows
    from a load is asked for soon.
    """
    facts = {"total_bytes": reading.total_bytes, "used_bytes": reading.used_bytes, "ends_at": reading.ends_at}
    facts |= {"is_unlimited": reading.is_unlimited, **values}
    given = {"stated_card": card_id, "now": now, "soon": now + AFTER_LOAD}
    session.execute(_stating(tuple(facts)), {**given, **filling(facts)})


@lru_cache
def _stating(names: tuple[str, ...]) -> Update:
    now, soon = bindparam("now", type_=Instant()), bindparam("soon", type_=Instant())
    due_at = case((Card.usage_due_at < soon, Card.usage_due_at), else_=soon)
    times = {"reported_at": func.coalesce(Card.reported_at, now), "usage_due_at": due_at}
    return (
        update(Card)
        .where(Card.id == bindparam("stated_card"))
        .values(version=Card.version + 1, **times, **gaps(names))
        .execution_options(synchronize_session=False)
    )


def state_usage(session: Session, card: Card, report: Reading, now: datetime) -> None:
    """Write a usage figure and keep it as a sample. One that is older than ours changes nothing.

    A smaller total counts only when it was measured after the newest load: before, it knows the old one. Less used
    than before is what it says: a correction, or data that has taken the place of other data.
    """
    if report.reported_at is None or (card.reported_at is not None and report.reported_at <= card.reported_at):
        return
    total = report.total_bytes
    if total < card.total_bytes and _is_before_load(session, card.id, report.reported_at):
        total = card.total_bytes
    facts = {"total_bytes": total, "used_bytes": report.used_bytes, "reported_at": report.reported_at}
    facts |= {"stale_at": report.stale_at, "is_unlimited": report.is_unlimited}
    put(session, card.id, version=Card.version + 1, **facts)
    row = UsageSample(card_id=card.id, total_bytes=total, used_bytes=report.used_bytes)
    row.reported_at, row.taken_at = report.reported_at, now
    session.add(row)


def put(session: Session, card_id: int, **values: Any) -> None:
    """Write facts about the card."""
    session.execute(
        update(Card).where(Card.id == card_id).values(**values).execution_options(synchronize_session=False)
    )


def retire(session: Session, gone: Sequence[Card]) -> None:
    """Let the names of cards that are gone be given to others: the carrier has used them again.

    The rows stay, with everything that was paid for them; nobody is asked about them any more.
    """
    for card in gone:
        name = f"{card.carrier_ref[:40]}~{card.id}"
        put(session, card.id, carrier_ref=name, is_gone=True, usage_due_at=None, news_at=None)


def add_first_bucket(session: Session, card_id: int, plan_id: int, now: datetime) -> None:
    """Begin the plan history with the plan that the card was sold with."""
    data_bytes = select(Plan.data_bytes).where(Plan.id == plan_id).scalar_subquery()
    facts = {"card_id": card_id, "plan_id": plan_id, "data_bytes": data_bytes, "loaded_at": now}
    session.execute(insert(Bucket).values(**facts))


def date_first_bucket(session: Session, card_id: int) -> None:
    """Give the plan that the card was sold with the end that the carrier states."""
    stated = select(Card.ends_at).where(Card.id == card_id).scalar_subquery()
    session.execute(
        update(Bucket)
        .where(Bucket.card_id == card_id, Bucket.order_id.is_(None), Bucket.ends_at.is_(None))
        .values(ends_at=stated)
        .execution_options(synchronize_session=False)
    )


def known(session: Session, carrier: str, carrier_refs: Sequence[str]) -> list[Card]:
    """The cards that their carrier calls so, as far as they are imported."""
    query = select(Card).options(joinedload(Card.plan)).where(Card.carrier == carrier)
    return list(session.scalars(query.where(Card.carrier_ref.in_(carrier_refs)).execution_options(**FRESH)))


def last_loaded_at(session: Session, card_id: int) -> datetime | None:
    """When data was last loaded on the card, as far as we did it."""
    query = select(Bucket.loaded_at).where(Bucket.card_id == card_id, Bucket.order_id.is_not(None))
    return session.scalars(query.order_by(Bucket.loaded_at.desc()).limit(1)).first()


def _is_before_load(session: Session, card_id: int, at: datetime) -> bool:
    loaded_at = last_loaded_at(session, card_id)
    return loaded_at is not None and at <= loaded_at


def rename(session: Session, ref: str, owner_id: int, label: str) -> bool:
    """Call the card something else, if it is this owner's."""
    done = session.execute(
        update(Card)
        .where(Card.ref == ref, Card.owner_id == owner_id)
        .values(label=label, version=Card.version + 1)
        .returning(Card.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def reading(card: Card) -> Reading:
    """What the carrier last stated, in the domain's words."""
    facts = (card.total_bytes, card.used_bytes, card.ends_at, card.reported_at)
    return Reading(*facts, stale_at=card.stale_at, is_unlimited=card.is_unlimited)
