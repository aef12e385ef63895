"""Sessions end when they should, and only their hash is stored."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.accounts import SESSION_IDLE, SESSION_LIFETIME
from tmcard.store import sessions
from tmcard.store.models import Owner, OwnerSession
from tmcard.store.transactions import write


@pytest.fixture
def owner(session: Session) -> Owner:
    """Somebody."""
    return rows.owner(session)


def _begin(session: Session, owner: Owner, now: datetime, device: str = "Safari, iPhone") -> str:
    with write(session, "begun"):
        return sessions.begin(session, owner.id, device=device, now=now)


def test_a_token_finds_its_owner_in_one_statement(
    session: Session, owner: Owner, now: datetime, database_kind: str
) -> None:
    token = _begin(session, owner, now)
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    live = sessions.find(session, token, now)
    assert live is not None
    assert (live.owner_id, live.msisdn, live.locale) == (owner.id, owner.msisdn, "en")
    assert len([text for text in statements if text != "BEGIN"]) == 1


def test_the_token_itself_is_stored_nowhere(session: Session, owner: Owner, now: datetime) -> None:
    token = _begin(session, owner, now)
    row = session.scalars(select(OwnerSession)).one()
    assert len(token) >= 43
    assert token not in [str(value) for value in vars(row).values()]


def test_an_idle_session_lapses(session: Session, owner: Owner, now: datetime, database_kind: str) -> None:
    token = _begin(session, owner, now)
    assert sessions.find(session, token, now + SESSION_IDLE - timedelta(seconds=1)) is not None
    assert sessions.find(session, token, now + SESSION_IDLE) is None


def test_being_seen_keeps_a_session_alive_until_its_absolute_end(
    session: Session, owner: Owner, now: datetime, database_kind: str
) -> None:
    token = _begin(session, owner, now)
    for days in range(6, 30, 6):
        live = sessions.find(session, token, now + timedelta(days=days))
        assert live is not None
        with write(session, "seen"):
            sessions.see(session, live.session_id, now + timedelta(days=days))
    assert sessions.find(session, token, now + SESSION_LIFETIME) is None


def test_an_ended_session_is_gone(session: Session, owner: Owner, now: datetime, database_kind: str) -> None:
    token, other = _begin(session, owner, now), _begin(session, owner, now)
    with write(session, "ended"):
        sessions.end(session, token, now)
    assert sessions.find(session, token, now) is None
    assert sessions.find(session, other, now) is not None


def test_all_sessions_end_but_the_spared_one(session: Session, owner: Owner, now: datetime, database_kind: str) -> None:
    tokens = [_begin(session, owner, now) for _ in range(3)]
    stranger = _begin(session, rows.owner(session), now)
    with write(session, "ended"):
        sessions.end_all(session, owner.id, now, but=tokens[1])
    found = [sessions.find(session, token, now) is not None for token in (*tokens, stranger)]
    assert found == [False, True, False, True]


def test_devices_are_listed_this_one_first(session: Session, owner: Owner, now: datetime, database_kind: str) -> None:
    this = _begin(session, owner, now - timedelta(hours=2), "Chrome, Android")
    _begin(session, owner, now)
    listed = sessions.devices(session, owner.id, this=this, now=now)
    assert [(device.name, device.is_this) for device in listed] == [
        ("Chrome, Android", True),
        ("Safari, iPhone", False),
    ]


def test_one_device_is_ended_by_its_owner_alone(
    session: Session, owner: Owner, now: datetime, database_kind: str
) -> None:
    token = _begin(session, owner, now)
    ref = sessions.devices(session, owner.id, this="", now=now)[0].ref
    with write(session, "ended"):
        assert not sessions.end_one(session, owner.id + 1, ref, now)
        assert not sessions.end_one(session, owner.id, "%", now)
        assert not sessions.end_one(session, owner.id, "%" * 16, now)
        assert sessions.end_one(session, owner.id, ref, now)
    assert sessions.find(session, token, now) is None
