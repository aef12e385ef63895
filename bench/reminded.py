"""Cards by the million for rounds of reminders: the database multiplies one of each row by itself."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    String,
    Table,
    cast,
    func,
    insert,
    inspect,
    literal,
    null,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store.models import Base, Card, CardAlert, UsageSample
from tmcard.store.transactions import write

NOW = rows.NOW
CARDS_EACH = 3
#: Reports of each card that may be due, and of all others, three hours apart.
REPORTS, OTHERS = 56, 2
EVERY = timedelta(hours=3)
#: One due card in so many has passed a step, and is told of.
TOLD_EACH = 10
TOTAL, USED, MOSTLY = 5 * BYTES_PER_GB, int(1.5 * BYTES_PER_GB), int(4.2 * BYTES_PER_GB)
#: When the others are due: hours from now, evenly.
HOURS = 24
#: The pattern of each table is its first row.
FIRST = 2
#: Indexed columns, long enough to be as large as real ones.
NAMES = ("ref", "carrier_ref", "iccid")


def fill(session: Session, cards: int, due: int) -> None:
    """Store so many cards, three an owner, each looked at before and due at some time from tomorrow on."""
    owner = rows.owner(session, email="owner@bench.example", email_verified_at=NOW)
    plan = rows.plan(session)
    facts = {"used_bytes": USED, "ends_at": NOW + timedelta(days=20)}
    card = rows.card(session, owner, plan_id=plan.id, **facts)
    with write(session, "filled"):
        _hurry(session)
        each = _numbers(cards // CARDS_EACH + 1)
        _multiply(session, owner, each, id=each.c.i, msisdn=_named("+8613", each))
        each = _numbers(cards)
        named = {name: _named("89852070000000", each) for name in NAMES}
        owner_id = FIRST + (each.c.i - FIRST) // CARDS_EACH
        _multiply(session, card, each, id=each.c.i, owner_id=owner_id, iccid_tail=_tail(each), **named)
        told = update(Card).where(Card.id.in_(due_cards(cards, due)[::TOLD_EACH])).values(used_bytes=MOSTLY)
        session.execute(told.execution_options(synchronize_session=False))
        _alerts(session, card, cards)
        _reports(session, cards, due)
    session.execute(text("ANALYZE"))
    session.commit()


def _hurry(session: Session) -> None:
    """Let one statement take minutes, and believe that every key which is named is there."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL session_replication_role = replica"))


def due_cards(cards: int, due: int) -> list[int]:
    """The keys of the due cards: evenly among all."""
    return list(range(FIRST, FIRST + cards, cards // due))


def make_due(session: Session, cards: int, due: int) -> None:
    """Let the due cards be due once more, as if each had been renewed meanwhile: what was told can be told again."""
    past = NOW - timedelta(hours=1)
    again = {"due_at": past, "forecast_at": past, "data_percent": 50, "told_at": None, "epoch": CardAlert.epoch + 1}
    mine = update(CardAlert).where(CardAlert.card_id.in_(due_cards(cards, due)))
    with write(session, "due"):
        session.execute(mine.values(**again).execution_options(synchronize_session=False))


def _alerts(session: Session, card: Card, cards: int) -> None:
    facts = {"seen_at": NOW, "total_bytes": TOTAL, "ends_at": card.ends_at, "data_percent": 0, "has_forecast": False}
    for hour in range(HOURS):
        due_at = NOW + timedelta(hours=hour + 1)
        pattern = CardAlert(**facts, epoch=0, is_muted=False, due_at=due_at, forecast_at=due_at)
        each = _numbers(cards)
        _multiply(session, pattern, each, each.c.i % HOURS == hour, card_id=each.c.i)


def _reports(session: Session, cards: int, due: int) -> None:
    for index in range(REPORTS):
        at, used = NOW - EVERY * (REPORTS - 1 - index), USED * (index + 1) // REPORTS
        pattern = UsageSample(total_bytes=TOTAL, used_bytes=used, reported_at=at, taken_at=at)
        each = _numbers(cards)
        is_due = (each.c.i - FIRST) % (cards // due) == 0
        which = () if index >= REPORTS - OTHERS else (is_due,)
        _multiply(session, pattern, each, *which, card_id=each.c.i)


def _multiply(
    session: Session, pattern: Base, each: CTE, *which: ColumnElement[bool], **changes: ColumnElement[Any]
) -> None:
    """Insert a copy of `pattern` for each number, with `changes`; a key that is not given comes from the database."""
    table = type(pattern).__table__
    assert isinstance(table, Table)
    found: dict[str, ColumnElement[Any]] = {}
    for name in (attribute.key for attribute in inspect(type(pattern)).column_attrs):
        value = getattr(pattern, name)
        if name in changes:
            found[name] = changes[name]
        elif name != "id":
            found[name] = null() if value is None else literal(value, table.c[name].type)
    session.execute(insert(table).from_select(list(found), select(*found.values()).select_from(each).where(*which)))


def _numbers(count: int) -> CTE:
    """So many numbers, from behind the pattern's key on."""
    each = select(literal(FIRST).label("i")).cte("each", recursive=True)
    return each.union_all(select(each.c.i + 1).where(each.c.i < FIRST + count - 1))


def _named(prefix: str, each: CTE) -> ColumnElement[str]:
    return literal(prefix) + cast(each.c.i, String)


def _tail(each: CTE) -> ColumnElement[str]:
    """The last six digits, known to both databases by that way only."""
    digits = _named("1", each)
    return func.substr(literal("00000") + digits, func.length(digits), 6)
