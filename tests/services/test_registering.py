"""Registering: the same to look at for every number, and exactly one account at the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import doors
from tests.fakes import RecordingWake
from tmcard.domain.accounts import CODE_LIFETIME, MAX_GUESSES, CodeProblem
from tmcard.services import passwords, registering, resetting
from tmcard.services.registering import AlreadyRegistered, Opened
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import CodeRefused
from tmcard.store import owners, sessions
from tmcard.store.models import Owner
from tmcard.store.transactions import release
from tmcard.web.database import db

MINUTE = timedelta(minutes=1)


def _register(session: Session, now: datetime, wake: RecordingWake | None = None) -> str:
    return registering.register(session, wake or RecordingWake(), doors.visitor(), doors.PASSWORD, now)


def _confirm(session: Session, ref: str, code: str, now: datetime) -> Opened:
    return registering.confirm(session, doors.KEYS, ref, code, device="Safari, iPhone", now=now)


def test_the_right_code_makes_an_owner_and_a_session(session: Session, now: datetime, database_kind: str) -> None:
    opened = _confirm(session, _register(session, now), doors.code(session), now)
    owner = owners.by_msisdn(session, doors.MSISDN)
    assert owner is not None
    assert (owner.id, owner.locale, owner.zone) == (opened.owner_id, "en", "Asia/Shanghai")
    assert passwords.verify(owner.password_hash, doors.PASSWORD).is_right
    assert sessions.find(session, opened.token, now) is not None


def test_the_sms_is_queued_without_its_code_and_the_worker_is_woken(session: Session, now: datetime) -> None:
    wake = RecordingWake()
    ref = _register(session, now, wake)
    message = doors.messages(session)[0]
    assert (message.kind, message.channel, message.recipient) == ("code", "sms", doors.MSISDN)
    assert message.facts == {"verification": ref, "purpose": "register"}
    assert wake.nudges == [("message", message.id)]


def test_a_number_with_an_account_gets_a_different_sms_and_no_way_in(
    session: Session, now: datetime, database_kind: str
) -> None:
    owner = doors.owner(session)
    ref = _register(session, now)
    assert [message.kind for message in doors.messages(session)] == ["already_registered"]
    with pytest.raises(CodeRefused) as refused:
        _confirm(session, ref, doors.code(session), now)
    assert refused.value.problem is CodeProblem.WRONG
    assert passwords.verify(owner.password_hash, doors.PASSWORD).is_right


def test_a_code_is_good_once(session: Session, now: datetime, database_kind: str) -> None:
    ref, code = _register(session, now), doors.code(session)
    _confirm(session, ref, code, now)
    with pytest.raises(CodeRefused):
        _confirm(session, ref, code, now)


def test_of_twenty_right_codes_at_once_one_succeeds(
    app: Flask, session: Session, now: datetime, database_kind: str
) -> None:
    ref, code = _register(session, now), doors.code(session)

    def once(_: int) -> bool:
        with app.app_context(), Session(db.engine, expire_on_commit=False) as mine:
            try:
                return bool(_confirm(mine, ref, code, now))
            except (CodeRefused, TooMany):
                return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(20))) == 1
    assert session.scalar(select(func.count(Owner.id))) == 1


def test_a_code_lapses(session: Session, now: datetime) -> None:
    ref, code = _register(session, now), doors.code(session)
    with pytest.raises(CodeRefused) as refused:
        _confirm(session, ref, code, now + CODE_LIFETIME + timedelta(seconds=1))
    assert refused.value.problem is CodeProblem.EXPIRED


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(
    session: Session, now: datetime, database_kind: str
) -> None:
    ref = _register(session, now)
    for _ in range(MAX_GUESSES):
        with pytest.raises(CodeRefused):
            _confirm(session, ref, doors.wrong_code(session), now)
    with pytest.raises(CodeRefused) as refused:
        _confirm(session, ref, doors.code(session), now)
    assert refused.value.problem is CodeProblem.USED_UP


def test_a_new_code_does_not_forgive_wrong_guesses(session: Session, now: datetime, database_kind: str) -> None:
    for minute in (0, 2):
        ref = _register(session, now + minute * MINUTE)
        for _ in range(MAX_GUESSES):
            with pytest.raises(CodeRefused):
                _confirm(session, ref, doors.wrong_code(session), now + minute * MINUTE)
    ref = _register(session, now + 4 * MINUTE)
    with pytest.raises(TooMany) as limited:
        _confirm(session, ref, doors.code(session), now + 4 * MINUTE)
    assert limited.value.until == now + timedelta(hours=1)


def test_a_second_sms_takes_a_minute(session: Session, now: datetime) -> None:
    _register(session, now)
    with pytest.raises(TooMany) as limited:
        _register(session, now + timedelta(seconds=59))
    assert limited.value.until == now + MINUTE
    assert len(doors.messages(session)) == 1
    _register(session, now + MINUTE)


def test_five_sms_an_hour(session: Session, now: datetime) -> None:
    for minute in range(5):
        _register(session, now + minute * 2 * MINUTE)
    with pytest.raises(TooMany):
        _register(session, now + 20 * MINUTE)


def test_a_code_of_another_purpose_is_refused(session: Session, now: datetime) -> None:
    doors.owner(session)
    ref = resetting.ask(session, RecordingWake(), doors.visitor(), now)
    with pytest.raises(CodeRefused):
        _confirm(session, ref, doors.code(session), now)


def test_the_slower_of_two_registrations_learns_of_the_faster(session: Session, now: datetime) -> None:
    ref, code = _register(session, now), doors.code(session)
    _confirm(session, _register(session, now + MINUTE), doors.code(session), now + MINUTE)
    with pytest.raises(AlreadyRegistered):
        _confirm(session, ref, code, now + MINUTE)
    release(session)
