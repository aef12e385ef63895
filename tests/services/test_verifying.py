"""Sending again: the same code while it is fresh, another when it is not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import doors
from tests.fakes import RecordingWake
from tmcard.domain.accounts import MAX_GUESSES, Purpose
from tmcard.services import registering, resetting, verifying
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import CodeRefused, NothingToVerify

CLIENT = "192.0.2.7"


@pytest.fixture
def ref(session: Session, now: datetime) -> str:
    """A number that waits for its first code."""
    return registering.register(session, RecordingWake(), doors.visitor(), doors.PASSWORD, now)


def _resend(session: Session, ref: str, at: datetime) -> str:
    return verifying.resend(session, RecordingWake(), ref, CLIENT, at)


def test_the_same_code_comes_again(session: Session, ref: str, now: datetime, database_kind: str) -> None:
    assert _resend(session, ref, now + timedelta(minutes=1)) == ref
    assert [message.facts["verification"] for message in doors.messages(session)] == [ref, ref]


def test_a_code_that_is_nearly_over_is_replaced(session: Session, ref: str, now: datetime) -> None:
    old = doors.code(session)
    again = _resend(session, ref, now + timedelta(minutes=6))
    assert again != ref
    assert doors.code(session) != old
    opened = registering.confirm(
        session, doors.KEYS, again, doors.code(session), device="", now=now + timedelta(minutes=7)
    )
    assert opened.owner_id


def test_a_code_guessed_at_too_often_is_replaced(session: Session, ref: str, now: datetime) -> None:
    for _ in range(MAX_GUESSES):
        with pytest.raises(CodeRefused):
            registering.confirm(session, doors.KEYS, ref, doors.wrong_code(session), device="", now=now)
    assert _resend(session, ref, now + timedelta(minutes=1)) != ref


def test_asking_too_early_sends_nothing(session: Session, ref: str, now: datetime) -> None:
    with pytest.raises(TooMany):
        _resend(session, ref, now + timedelta(seconds=30))
    assert len(doors.messages(session)) == 1


def test_the_page_knows_when_to_offer_it(session: Session, ref: str, now: datetime) -> None:
    waiting = verifying.waiting_at(session, ref)
    assert verifying.resend_at(session, waiting, now) == now + timedelta(minutes=1)
    assert verifying.resend_at(session, waiting, now + timedelta(minutes=2)) == now + timedelta(minutes=2)


@pytest.mark.parametrize("unknown", [None, "", "NOSUCHREF0000000"])
def test_a_browser_that_waits_for_nothing(session: Session, unknown: str | None) -> None:
    with pytest.raises(NothingToVerify):
        verifying.waiting_at(session, unknown)


def test_strangers_cannot_use_up_the_sms_of_a_sign_in(session: Session, now: datetime) -> None:
    for minute in range(5):
        resetting.ask(session, RecordingWake(), doors.visitor(), now + timedelta(minutes=2 * minute))
    verifying.admit(session, doors.visitor(), Purpose.SIGN_IN, now + timedelta(minutes=10))


def test_one_address_cannot_have_sms_sent_to_the_whole_world(session: Session, now: datetime) -> None:
    for number in range(30):
        verifying.admit(session, doors.visitor(f"+86138001{number:05}"), Purpose.REGISTER, now)
    with pytest.raises(TooMany):
        verifying.admit(session, doors.visitor("+8613900000000"), Purpose.REGISTER, now)
