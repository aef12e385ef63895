"""Whoever runs the server decides who belongs to the staff; a one-time password begins an account and never stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import staff_room
from tests.staff_room import KEYS, NAME
from tmcard.domain.staff import INVITATION_LIFETIME
from tmcard.services.staffing import entering, inviting
from tmcard.services.staffing.entering import Attempt, WrongSignIn
from tmcard.store import staff

SECOND = timedelta(seconds=1)


def test_the_one_time_password_opens_the_enrolment_and_no_more(
    session: Session, now: datetime, database_kind: str
) -> None:
    _, password = staff_room.invited(session, now=now)
    entered = entering.sign_in(session, KEYS, Attempt(NAME, password, "", "192.0.2.7", "Test"), now)
    assert entered.is_enrolling
    assert entering.recognise(session, entered.token, now) is None
    assert staff.find(session, entered.token, now, is_enrolling=True) is not None


@pytest.mark.parametrize(("late", "is_open"), [(-SECOND, True), (timedelta(0), False)])
def test_an_invitation_lapses(session: Session, now: datetime, late: timedelta, is_open: bool) -> None:
    _, password = staff_room.invited(session, now=now)
    then = now + INVITATION_LIFETIME + late
    try:
        assert entering.sign_in(session, KEYS, Attempt(NAME, password, "", "c", ""), then).is_enrolling
    except WrongSignIn:
        assert not is_open
    else:
        assert is_open


@pytest.mark.parametrize("name", ["", "Lin", "lin!", "9lin", "-lin", "lin-", "a" * 33, "li n", "林", "staff:lin"])
def test_a_name_that_could_be_mistaken_is_refused(session: Session, now: datetime, name: str) -> None:
    with pytest.raises(inviting.MalformedName):
        inviting.invite(session, KEYS, name, now)


def test_a_name_is_given_once_for_good(session: Session, now: datetime, database_kind: str) -> None:
    staff_room.enrolled(session)
    inviting.disable(session, NAME, now)
    with pytest.raises(inviting.NameTaken):
        inviting.invite(session, KEYS, NAME, now)


def test_a_new_start_ends_everything_the_member_had(session: Session, now: datetime, database_kind: str) -> None:
    lin = staff_room.enrolled(session)
    open_session = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    inviting.invite_again(session, KEYS, NAME, now)
    assert entering.recognise(session, open_session, now) is None
    with pytest.raises(WrongSignIn):
        entering.sign_in(session, KEYS, lin.attempt(now + timedelta(minutes=2)), now + timedelta(minutes=2))
    assert staff_room.colleague(session, NAME).key != lin.key


def test_a_disabled_member_is_out_at_once_and_stays_out(session: Session, now: datetime, database_kind: str) -> None:
    lin = staff_room.enrolled(session)
    open_session = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    inviting.disable(session, NAME, now)
    assert entering.recognise(session, open_session, now) is None
    with pytest.raises(WrongSignIn):
        entering.sign_in(session, KEYS, lin.attempt(now + timedelta(minutes=2)), now + timedelta(minutes=2))


def test_disabling_twice_keeps_the_first_time(session: Session, now: datetime) -> None:
    staff_room.enrolled(session)
    inviting.disable(session, NAME, now)
    inviting.disable(session, NAME, now + timedelta(days=1))
    assert staff_room.stored(session, NAME).disabled_at == now


@pytest.mark.parametrize("act", [inviting.disable, lambda s, name, now: inviting.invite_again(s, KEYS, name, now)])
def test_nobody_is_named_so(session: Session, now: datetime, act: object) -> None:
    with pytest.raises(inviting.NoSuchStaff):
        act(session, "nobody", now)  # type: ignore[operator]  # both take these


def test_nobody_belongs_to_the_staff_by_default(session: Session) -> None:
    """ASVS 6.3.2."""
    assert staff.everybody(session) == []
