"""Every query on which card is looked at next, for reminders, and what was told about it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, bindparam, case, false, literal, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.alerts import DATA_STEPS, Look
from tmcard.domain.forecast import READ_BACK
from tmcard.domain.orders import AWAITED
from tmcard.store.inserting import dialect, insert_by
from tmcard.store.models import Card, CardAlert, Order, UsageSample
from tmcard.store.models.base import Instant
from tmcard.store.rows import Sample

FRESH = {"populate_existing": True}
_OURS = {"synchronize_session": False}


def see(session: Session, card_id: int, now: datetime) -> None:
    """Let the card be looked at now if its figures, which were just written, passed a step or stand for a renewal.

    One statement, which writes nothing for most reports. A card without a row gets one, if it has an owner.
    """
    session.execute(_seeing(dialect(session)), {"seen_card": card_id, "now": now})


@lru_cache
def _seeing(kind: str) -> Insert:
    now: Any = bindparam("now", type_=Instant())
    facts = {
        "card_id": Card.id,
        "due_at": now,
        "total_bytes": Card.total_bytes,
        "ends_at": Card.ends_at,
        "data_percent": _step_passed(),
        "has_forecast": false(),
        "epoch": literal(0),
    }
    cards = select(*facts.values()).where(Card.id == bindparam("seen_card"), Card.owner_id.is_not(None), ~Card.is_gone)
    row = insert_by(kind, CardAlert).from_select(list(facts), cards, include_defaults=False)
    new = row.excluded
    is_news = or_(
        CardAlert.data_percent < new.data_percent,
        CardAlert.total_bytes != new.total_bytes,
        CardAlert.ends_at.is_distinct_from(new.ends_at),
    )
    is_later = or_(CardAlert.due_at.is_(None), CardAlert.due_at > now)
    key = [CardAlert.card_id]
    seeing = row.on_conflict_do_update(index_elements=key, set_={"due_at": now}, where=is_later & is_news)
    return seeing.execution_options(dml_strategy="raw")  # the values fill gaps; they are no rows to insert


def claim(session: Session, now: datetime, limit: int) -> list[CardAlert]:
    """Take up to `limit` cards whose time has come, the longest waiting first, with card, owner and plan.

    Nobody else gets them until the transaction ends.
    """
    whole = joinedload(CardAlert.card).options(joinedload(Card.owner), joinedload(Card.plan))
    due = select(CardAlert).options(whole).where(CardAlert.due_at <= now).order_by(CardAlert.due_at).limit(limit)
    mine = due.with_for_update(of=CardAlert, skip_locked=True).execution_options(**FRESH)
    return list(session.scalars(mine))


def awaited(session: Session, card_ids: Iterable[int]) -> set[int]:
    """Those of the cards for which a renewal is paid and not delivered yet."""
    query = select(Order.card_id).where(Order.card_id.in_(list(card_ids)), Order.status.in_(sorted(AWAITED)))
    return set(session.scalars(query))


def samples(session: Session, card_ids: Sequence[int], now: datetime) -> dict[int, list[Sample]]:
    """The usage counters of each card, oldest first, as far back as a forecast reads."""
    if not card_ids:
        return {}
    read = (UsageSample.card_id, UsageSample.used_bytes, UsageSample.reported_at, UsageSample.total_bytes)
    recent = (UsageSample.card_id.in_(card_ids), UsageSample.reported_at >= now - READ_BACK)
    found: dict[int, list[Sample]] = {key: [] for key in card_ids}
    in_order = select(*read).where(*recent).order_by(UsageSample.card_id, UsageSample.reported_at)
    for card_id, used_bytes, reported_at, total_bytes in session.execute(in_order):
        found[card_id].append(Sample(used_bytes, reported_at, total_bytes))
    return found


def settle(session: Session, looks: dict[int, Look], now: datetime) -> None:
    """Write what the looks came to, all cards in one statement."""
    rows = [
        {"card_id": key, "seen_at": now, "due_at": each.due_at, "forecast_at": each.forecast_at, **asdict(each.marks)}
        for key, each in sorted(looks.items())
    ]
    if rows:
        session.execute(update(CardAlert), rows)


def rest(session: Session, card_ids: Iterable[int]) -> None:
    """Look at these cards no more: they are gone, or nobody's."""
    keys = list(card_ids)
    if keys:
        found = update(CardAlert).where(CardAlert.card_id.in_(keys)).values(due_at=None)
        session.execute(found.execution_options(**_OURS))


def of_card(session: Session, card_id: int) -> CardAlert | None:
    """What was told about the card so far."""
    return session.scalars(select(CardAlert).where(CardAlert.card_id == card_id).execution_options(**FRESH)).first()


def mute(session: Session, card_id: int, owner_id: int, muted: bool) -> bool:
    """Keep reminders of the card from its owner, or no more; False when it is no card of theirs. The caller commits.

    What is crossed while it is muted is not told afterwards.
    """
    theirs = select(Card.id).where(Card.id == card_id, Card.owner_id == owner_id)
    done = session.execute(
        update(CardAlert)
        .where(CardAlert.card_id.in_(theirs))
        .values(is_muted=muted)
        .returning(CardAlert.card_id)
        .execution_options(**_OURS)
    )
    return done.scalar_one_or_none() is not None


def muted(session: Session, owner_id: int) -> set[int]:
    """Those of the owner's cards that are muted."""
    query = select(CardAlert.card_id).join(Card).where(Card.owner_id == owner_id, CardAlert.is_muted == true())
    return set(session.scalars(query))


def _step_passed() -> ColumnElement[int]:
    """`domain.alerts.used_step` in SQL."""
    has_limit = (Card.total_bytes > 0) & ~Card.is_unlimited
    steps = [(has_limit & (Card.used_bytes * 100 >= step * Card.total_bytes), step) for step in reversed(DATA_STEPS)]
    return case(*steps, else_=0)
