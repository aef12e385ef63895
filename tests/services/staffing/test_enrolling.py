"""The first visit: the one-time password is replaced, the authenticator proven, and both happen once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import staff_room
from tests.staff_room import KEYS, NAME, PASSWORD
from tmcard.domain.staff import ENROLMENT_LIFETIME
from tmcard.services.staffing import authenticator, enrolling, entering, inviting
from tmcard.services.staffing.enrolling import NotEnrolling, SamePassword, WrongCode
from tmcard.services.staffing.entering import Attempt, WrongSignIn


@pytest.fixture
def invited(session: Session, now: datetime) -> tuple[staff_room.Colleague, str, str]:
    """Somebody, their one-time password, and the browser that has shown it."""
    somebody, password = staff_room.invited(session, now=now)
    return somebody, password, staff_room.enrolling_token(session, NAME, password, now)


Invited = tuple[staff_room.Colleague, str, str]


def test_the_page_shows_the_key_that_makes_the_codes(session: Session, now: datetime, invited: Invited) -> None:
    shown = enrolling.look(session, KEYS, invited[2], now)
    assert (shown.name, shown.key) == (NAME, authenticator.spelled(invited[0].key))
    assert shown.address.startswith("otpauth://totp/T-M%20card%20staff%3Alin?secret=")
    assert enrolling.look(session, KEYS, invited[2], now) == shown


def test_whoever_has_enrolled_is_in_and_comes_in_again(
    session: Session, now: datetime, invited: Invited, database_kind: str
) -> None:
    somebody, _, token = invited
    entered = staff_room.enrol(session, somebody, token, now)
    assert entering.recognise(session, entered.token, now) is not None
    later = now + timedelta(minutes=1)
    assert not entering.sign_in(session, KEYS, somebody.attempt(later), later).is_enrolling


def test_the_one_time_password_and_its_browser_end_with_the_enrolment(
    session: Session, now: datetime, invited: Invited, database_kind: str
) -> None:
    """ASVS 6.4.1."""
    somebody, one_time, token = invited
    staff_room.enrol(session, somebody, token, now)
    with pytest.raises(WrongSignIn):
        entering.sign_in(session, KEYS, Attempt(NAME, one_time, "", "c", ""), now)
    with pytest.raises(NotEnrolling):
        enrolling.look(session, KEYS, token, now)


def test_the_first_code_is_used_up(session: Session, now: datetime, invited: Invited) -> None:
    staff_room.enrol(session, invited[0], invited[2], now)
    with pytest.raises(WrongSignIn):
        entering.sign_in(session, KEYS, invited[0].attempt(now), now)


def test_the_one_time_password_cannot_stay(session: Session, now: datetime, invited: Invited) -> None:
    """ASVS 6.4.1."""
    with pytest.raises(SamePassword):
        staff_room.enrol(session, invited[0], invited[2], now, password=invited[1])


def test_without_the_right_code_nothing_is_set(session: Session, now: datetime, invited: Invited) -> None:
    with pytest.raises(WrongCode):
        enrolling.enrol(session, KEYS, invited[2], password=PASSWORD, code="000000", device="", now=now)
    assert staff_room.stored(session, NAME).enrolled_at is None


def test_the_enrolment_takes_only_so_long(session: Session, now: datetime, invited: Invited) -> None:
    with pytest.raises(NotEnrolling):
        enrolling.look(session, KEYS, invited[2], now + ENROLMENT_LIFETIME)


def test_a_new_invitation_ends_the_one_before(session: Session, now: datetime, invited: Invited) -> None:
    inviting.invite_again(session, KEYS, NAME, now)
    with pytest.raises(NotEnrolling):
        staff_room.enrol(session, invited[0], invited[2], now)


def test_a_signed_in_browser_sees_no_key(session: Session, now: datetime) -> None:
    lin = staff_room.enrolled(session)
    token = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    with pytest.raises(NotEnrolling):
        enrolling.look(session, KEYS, token, now)
