"""Signing in: a known browser needs the password, any other the code as well, and nobody learns who has an account."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from tests import doors, rows
from tests.fakes import RecordingWake
from tmcard.domain.accounts import CodeProblem
from tmcard.services import passwords, resetting, signing_in
from tmcard.services.registering import Opened
from tmcard.services.signing_in import Attempt, CodeAsked, WrongPassword
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import CodeRefused
from tmcard.store import owners, sessions
from tmcard.store.transactions import write

MINUTE = timedelta(minutes=1)


def _sign_in(session: Session, attempt: Attempt, now: datetime) -> Opened | CodeAsked:
    return signing_in.sign_in(session, RecordingWake(), doors.KEYS, attempt, now)


def _confirm(session: Session, ref: str, code: str, now: datetime) -> Opened:
    return signing_in.confirm(session, RecordingWake(), doors.KEYS, ref, code, device="Safari, iPhone", now=now)


def _fail(session: Session, attempt: Attempt, now: datetime, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            _sign_in(session, attempt, now)


def test_a_new_browser_needs_the_code_as_well(session: Session, now: datetime, database_kind: str) -> None:
    owner = doors.owner(session)
    asked = _sign_in(session, doors.attempt(), now)
    assert isinstance(asked, CodeAsked)
    opened = _confirm(session, asked.ref, doors.code(session), now)
    live = sessions.find(session, opened.token, now)
    assert live is not None
    assert live.owner_id == owner.id


def test_a_known_browser_needs_the_password_alone(session: Session, now: datetime, database_kind: str) -> None:
    doors.owner(session)
    mark = doors.signed_in(session, now).mark
    opened = _sign_in(session, doors.attempt(mark=mark), now + timedelta(days=100))
    assert isinstance(opened, Opened)
    assert sessions.find(session, opened.token, now + timedelta(days=100)) is not None


def test_the_mark_of_another_owner_spares_nothing(session: Session, now: datetime) -> None:
    doors.owner(session)
    mark = doors.signed_in(session, now).mark
    doors.owner(session, msisdn="+8613900139000")
    assert isinstance(_sign_in(session, doors.attempt(mark=mark, msisdn="+8613900139000"), now), CodeAsked)


@pytest.mark.parametrize("msisdn", [doors.MSISDN, "+8613900139000"])
def test_wrong_password_and_unknown_number_are_the_same_answer(
    session: Session, now: datetime, msisdn: str, database_kind: str
) -> None:
    doors.owner(session)
    _fail(session, doors.attempt(doors.OTHER_PASSWORD, msisdn=msisdn), now, 1)
    assert doors.messages(session) == []


def test_an_unknown_number_costs_a_hash_too(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(passwords, "_fits", lambda stored, text: asked.extend([stored]))
    _fail(session, doors.attempt(), now, 1)
    assert len(asked) == 1
    assert str(asked[0]).startswith("$argon2id$")


def test_guessing_is_slowed_down_more_and_more(session: Session, now: datetime, database_kind: str) -> None:
    doors.owner(session)
    wrong, at = doors.attempt(doors.OTHER_PASSWORD), now
    waits: list[timedelta] = []
    while len(waits) < 3:
        try:
            _fail(session, wrong, at, 1)
        except TooMany as limited:
            waits.append(limited.until - at)
            at = limited.until
    assert waits == [MINUTE, 14 * MINUTE, MINUTE]


def test_a_limit_lifts_by_itself(session: Session, now: datetime) -> None:
    doors.owner(session)
    _fail(session, doors.attempt(doors.OTHER_PASSWORD), now, 5)
    with pytest.raises(TooMany):
        _sign_in(session, doors.attempt(), now)
    assert isinstance(_sign_in(session, doors.attempt(), now + MINUTE), CodeAsked)


def test_the_owner_gets_in_from_a_known_browser_while_strangers_guess(session: Session, now: datetime) -> None:
    doors.owner(session)
    mark = doors.signed_in(session, now).mark
    _fail(session, doors.attempt(doors.OTHER_PASSWORD), now, 5)
    assert isinstance(_sign_in(session, doors.attempt(mark=mark), now), Opened)


def test_the_right_password_forgets_the_wrong_ones(session: Session, now: datetime) -> None:
    doors.owner(session)
    _fail(session, doors.attempt(doors.OTHER_PASSWORD), now, 4)
    _sign_in(session, doors.attempt(), now)
    _fail(session, doors.attempt(doors.OTHER_PASSWORD), now, 4)


def test_one_address_cannot_try_all_numbers(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_fits", lambda stored, text: False)
    for number in range(60):
        _fail(session, doors.attempt(msisdn=f"+86139{number:08}"), now, 1)
    with pytest.raises(TooMany):
        _sign_in(session, doors.attempt(msisdn="+8613800000000"), now)
    _fail(session, doors.attempt(msisdn="+8613800000000", client="192.0.2.8"), now, 1)


def test_a_password_changed_meanwhile_makes_the_code_worthless(session: Session, now: datetime) -> None:
    owner = doors.owner(session)
    asked = _sign_in(session, doors.attempt(), now)
    assert isinstance(asked, CodeAsked)
    with write(session, "changed"):
        owners.put(session, owner.id, password_hash="another")
    with pytest.raises(CodeRefused) as refused:
        _confirm(session, asked.ref, doors.code(session), now)
    assert refused.value.problem is CodeProblem.EXPIRED


def test_a_reset_code_does_not_sign_in(session: Session, now: datetime) -> None:
    doors.owner(session)
    ref = resetting.ask(session, RecordingWake(), doors.visitor(), now)
    with pytest.raises(CodeRefused):
        _confirm(session, ref, doors.code(session), now)


def test_an_old_hash_is_replaced_by_one_of_today(session: Session, now: datetime, database_kind: str) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(doors.PASSWORD)
    owner = rows.owner(session, msisdn=doors.MSISDN, password_hash=weak)
    opened = doors.signed_in(session, now)
    session.refresh(owner)
    assert "m=47104" in owner.password_hash
    assert isinstance(_sign_in(session, doors.attempt(mark=opened.mark), now + MINUTE), Opened)


def test_a_new_device_is_told_by_mail(session: Session, now: datetime) -> None:
    doors.owner(session, email="li@example.com")
    doors.signed_in(session, now)
    told = doors.messages(session)[-1]
    assert (told.kind, told.channel, told.recipient) == ("new_device", "email", "li@example.com")
    assert told.facts["device"] == "Safari, iPhone"


def test_a_signed_out_token_is_dead(session: Session, now: datetime, database_kind: str) -> None:
    doors.owner(session)
    token = doors.signed_in(session, now).token
    signing_in.sign_out(session, token, now)
    assert sessions.find(session, token, now) is None
    signing_in.sign_out(session, token, now)
