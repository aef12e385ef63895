"""Owners with cards in bulk: one of each row is made the way the tests make it, then multiplied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, inspect
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.identifiers import new_ref
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store import sessions
from tmcard.store.models import Base, Bucket, Card, Order, Owner, UsageSample
from tmcard.store.transactions import write

CARDS_EACH = 3
#: So many owners come to look; all others only fill the tables.
VISITORS = 200
LOCALES = ("en", "zh")
#: Per card of an owner: bytes used, days left. One is healthy, one low on data, one ends soon.
STATES = ((int(1.8 * BYTES_PER_GB), 18), (int(4.6 * BYTES_PER_GB), 9), (int(2.3 * BYTES_PER_GB), 1))
LABELS = ("Work phone", "Seoul", "Mum's tablet")
#: Daily usage of cards that are looked at, and of the others.
SAMPLES = (14, 2)
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in, and one of their cards."""

    token: str
    card_ref: str


def fill(session: Session, cards: int) -> list[Signed]:
    """Store `cards` cards of owners with three each, and sign the first owners in. For an empty database."""
    now = datetime.now(UTC)
    count = max(VISITORS, cards // CARDS_EACH)
    pattern = rows.owner(session, created_at=now - timedelta(days=40))
    card, bucket, order = _patterns(session, pattern, now)
    refs = {key: new_ref() for key in range(2, VISITORS * CARDS_EACH + 2)}
    with write(session, "owners"):
        _multiply(session, pattern, _owners(count))
        _multiply(session, card, _cards(count * CARDS_EACH, refs, now))
        _multiply(session, bucket, ({"card_id": key} for key in _keys(count * CARDS_EACH)))
        _multiply(session, order, _orders(count * CARDS_EACH))
        _multiply(session, UsageSample(total_bytes=card.total_bytes, taken_at=now), _samples(count * CARDS_EACH, now))
        tokens = [sessions.begin(session, key, device="Bench", now=now) for key in _keys(VISITORS)]
    return [Signed(token, refs[2 + index * CARDS_EACH]) for index, token in enumerate(tokens)]


def _patterns(session: Session, owner: Owner, now: datetime) -> tuple[Card, Bucket, Order]:
    plan = rows.plan(session)
    begun = now - timedelta(days=12)
    facts = {"plan_id": plan.id, "claimed_at": begun, "reported_at": now - timedelta(minutes=20)}
    card = rows.card(session, owner, **facts)
    order = rows.order(session, card, plan, OrderStatus.CREDITED, created_at=begun, paid_at=begun, ended_at=begun)
    bucket = Bucket(card_id=card.id, plan_id=plan.id, data_bytes=plan.data_bytes, loaded_at=begun)
    bucket.ends_at = now + timedelta(days=18)
    with write(session, "bucket"):
        session.add(bucket)
    return card, bucket, order


def _keys(count: int) -> range:
    """Keys behind that of the pattern, which is the table's first row."""
    return range(2, count + 2)


def _owners(count: int) -> Iterator[Mapping[str, Any]]:
    for key in _keys(count):
        yield {"id": key, "msisdn": f"+8613{key:09}", "locale": LOCALES[key % len(LOCALES)]}


def _cards(count: int, refs: Mapping[int, str], now: datetime) -> Iterator[Mapping[str, Any]]:
    for key in _keys(count):
        index, iccid = (key - 2) % CARDS_EACH, f"89852{key:014}"
        used, days = STATES[index]
        yield {
            "id": key,
            "ref": refs.get(key) or new_ref(),
            "owner_id": 2 + (key - 2) // CARDS_EACH,
            "label": LABELS[index],
            "iccid": iccid,
            "iccid_tail": iccid[-6:],
            "carrier_ref": f"bench-{key}",
            "used_bytes": used,
            "ends_at": now + timedelta(days=days, hours=5),
        }


def _orders(count: int) -> Iterator[Mapping[str, Any]]:
    for key in _keys(count):
        owner_id = 2 + (key - 2) // CARDS_EACH
        yield {"id": key, "ref": new_ref(), "form_token": f"bench-{key}", "card_id": key, "owner_id": owner_id}


def _samples(count: int, now: datetime) -> Iterator[Mapping[str, Any]]:
    for key in _keys(count):
        days = SAMPLES[key - 2 >= VISITORS * CARDS_EACH]
        used = STATES[(key - 2) % CARDS_EACH][0]
        for day in range(days):
            at = now - timedelta(days=days - 1 - day, minutes=20)
            yield {"card_id": key, "used_bytes": used * (day + 1) // days, "reported_at": at}


def _multiply(session: Session, pattern: Base, changes: Iterable[Mapping[str, Any]]) -> None:
    """Insert a copy of `pattern` with each of `changes`; keys that are not given come from the database."""
    table = type(pattern).__table__
    assert isinstance(table, Table)
    facts = {each.key: getattr(pattern, each.key) for each in inspect(type(pattern)).column_attrs if each.key != "id"}
    pending = iter(changes)
    while chunk := [{**facts, **change} for change in islice(pending, CHUNK)]:
        session.execute(insert(table), chunk)
