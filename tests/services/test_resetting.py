"""A new password by SMS: every session ends, everybody hears of it, and strangers learn nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import doors
from tests.fakes import RecordingWake
from tmcard.domain.accounts import MAX_GUESSES, CodeProblem
from tmcard.services import passwords, resetting
from tmcard.services.registering import Opened
from tmcard.services.verifying import CodeRefused
from tmcard.store import owners, sessions


def _ask(session: Session, now: datetime) -> str:
    return resetting.ask(session, RecordingWake(), doors.visitor(), now)


def _confirm(session: Session, ref: str, code: str, now: datetime, wake: RecordingWake | None = None) -> Opened:
    wake, new = wake or RecordingWake(), doors.OTHER_PASSWORD
    return resetting.confirm(session, wake, doors.KEYS, ref, code, new, device="Chrome, Android", now=now)


def test_the_code_sets_the_new_password_and_signs_in(session: Session, now: datetime, database_kind: str) -> None:
    doors.owner(session)
    opened = _confirm(session, _ask(session, now), doors.code(session), now)
    owner = owners.by_id(session, opened.owner_id)
    assert owner is not None
    assert passwords.verify(owner.password_hash, doors.OTHER_PASSWORD).is_right
    assert sessions.find(session, opened.token, now) is not None


def test_all_sessions_and_known_browsers_end(session: Session, now: datetime, database_kind: str) -> None:
    doors.owner(session)
    before = doors.signed_in(session, now)
    opened = _confirm(session, _ask(session, now), doors.code(session), now)
    assert sessions.find(session, before.token, now) is None
    assert before.mark != opened.mark


def test_the_owner_is_told_by_sms_and_mail(session: Session, now: datetime) -> None:
    doors.owner(session, email="li@example.com")
    wake = RecordingWake()
    _confirm(session, _ask(session, now), doors.code(session), now, wake)
    told = [(message.kind, message.recipient) for message in doors.messages(session)[1:]]
    assert told == [("password_changed", doors.MSISDN), ("password_changed", "li@example.com")]
    assert len(wake.nudges) == 2


def test_a_number_without_an_account_looks_the_same_and_leads_nowhere(
    session: Session, now: datetime, database_kind: str
) -> None:
    ref = _ask(session, now)
    assert [message.kind for message in doors.messages(session)] == ["no_account"]
    with pytest.raises(CodeRefused) as refused:
        _confirm(session, ref, doors.code(session), now)
    assert refused.value.problem is CodeProblem.WRONG


def test_a_code_is_good_once(session: Session, now: datetime) -> None:
    doors.owner(session)
    ref, code = _ask(session, now), doors.code(session)
    _confirm(session, ref, code, now)
    with pytest.raises(CodeRefused):
        _confirm(session, ref, code, now)


def test_no_hash_is_spent_on_a_hopeless_code(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    doors.owner(session)
    ref = _ask(session, now)
    for _ in range(MAX_GUESSES):
        with pytest.raises(CodeRefused):
            _confirm(session, ref, doors.wrong_code(session), now)
    monkeypatch.setattr(passwords, "hash_password", lambda text: pytest.fail("hashed"))
    with pytest.raises(CodeRefused):
        _confirm(session, ref, doors.code(session), now)


def test_a_day_of_cooling_down_begins(session: Session, now: datetime, database_kind: str) -> None:
    owner = doors.owner(session)
    assert not resetting.is_cooling_down(session, owner.id, now)
    _confirm(session, _ask(session, now), doors.code(session), now)
    assert resetting.is_cooling_down(session, owner.id, now + timedelta(hours=23))
    assert not resetting.is_cooling_down(session, owner.id, now + timedelta(hours=24))
