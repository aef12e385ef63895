"""What signed-in owners change, and what it takes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import doors
from tests.fakes import RecordingWake
from tmcard.services import accounts, passwords, resetting
from tmcard.services.accounts import CoolingDown, NotProven
from tmcard.services.registering import Opened
from tmcard.services.throttling import TooMany
from tmcard.store import owners, sessions
from tmcard.store.models import Counter, Owner, Verification


@pytest.fixture
def owner(session: Session) -> Owner:
    """Somebody with an account."""
    return doors.owner(session)


def _change(session: Session, owner: Owner, old: str, now: datetime) -> Opened:
    words = {"old": old, "new": doors.OTHER_PASSWORD, "device": "Safari, iPhone"}
    return accounts.change_password(session, RecordingWake(), doors.KEYS, owner.id, **words, now=now)


def test_a_session_is_noted_as_seen_once_an_hour(
    session: Session, owner: Owner, now: datetime, database_kind: str
) -> None:
    token = doors.signed_in(session, now).token
    for minutes, noted in ((59, now), (61, now + timedelta(minutes=61)), (70, now + timedelta(minutes=61))):
        accounts.recognise(session, token, now + timedelta(minutes=minutes))
        live = sessions.find(session, token, now)
        assert live is not None
        assert live.seen_at == noted


def test_preferences_are_kept(session: Session, owner: Owner, database_kind: str) -> None:
    accounts.choose(session, owner.id, locale="zh", zone="Asia/Tokyo")
    session.refresh(owner)
    assert (owner.locale, owner.zone) == ("zh", "Asia/Tokyo")


def test_the_address_needs_the_password(session: Session, owner: Owner, now: datetime) -> None:
    with pytest.raises(NotProven):
        accounts.set_email(session, owner.id, "li@example.com", doors.OTHER_PASSWORD, now)
    accounts.set_email(session, owner.id, "li@example.com", doors.PASSWORD, now)
    found = owners.by_id(session, owner.id)
    assert found is not None
    assert found.email == "li@example.com"


def test_the_address_stays_for_a_day_after_a_reset(session: Session, owner: Owner, now: datetime) -> None:
    ref = resetting.ask(session, RecordingWake(), doors.visitor(), now)
    new = doors.OTHER_PASSWORD
    resetting.confirm(session, RecordingWake(), doors.KEYS, ref, doors.code(session), new, device="", now=now)
    with pytest.raises(CoolingDown):
        accounts.set_email(session, owner.id, "thief@example.com", new, now + timedelta(hours=1))
    accounts.set_email(session, owner.id, "li@example.com", new, now + timedelta(hours=25))


def test_a_new_password_ends_every_session_and_begins_one(
    session: Session, owner: Owner, now: datetime, database_kind: str
) -> None:
    before = doors.signed_in(session, now)
    opened = _change(session, owner, doors.PASSWORD, now)
    assert sessions.find(session, before.token, now) is None
    assert sessions.find(session, opened.token, now) is not None
    session.refresh(owner)
    assert passwords.verify(owner.password_hash, doors.OTHER_PASSWORD).is_right
    assert doors.messages(session)[-1].kind == "password_changed"


def test_a_new_password_needs_the_old_one(session: Session, owner: Owner, now: datetime) -> None:
    token = doors.signed_in(session, now).token
    with pytest.raises(NotProven):
        _change(session, owner, doors.OTHER_PASSWORD, now)
    assert sessions.find(session, token, now) is not None


def test_an_open_browser_cannot_guess_on(session: Session, owner: Owner, now: datetime) -> None:
    for _ in range(5):
        with pytest.raises(NotProven):
            _change(session, owner, doors.OTHER_PASSWORD, now)
    with pytest.raises(TooMany):
        _change(session, owner, doors.PASSWORD, now)


def test_devices_are_ended_one_by_one_or_all_others(session: Session, owner: Owner, now: datetime) -> None:
    tokens = [doors.signed_in(session, now + timedelta(minutes=2 * at)).token for at in range(3)]
    here = now + timedelta(minutes=6)
    other = sessions.devices(session, owner.id, this=tokens[0], now=here)[1]
    assert accounts.end_device(session, owner.id, other.ref, here)
    assert not accounts.end_device(session, owner.id, other.ref, here)
    accounts.end_other_devices(session, owner.id, tokens[0], here)
    assert [device.is_this for device in sessions.devices(session, owner.id, this=tokens[0], now=here)] == [True]


def test_pruning_leaves_nothing_that_is_over(session: Session, owner: Owner, now: datetime) -> None:
    doors.signed_in(session, now)
    assert accounts.prune(session, now) == 0
    accounts.prune(session, now + timedelta(days=2))
    assert session.scalars(select(Counter)).all() == []
    assert session.scalars(select(Verification)).all() == []
