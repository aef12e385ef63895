"""Staff signing in: three things, all right, each code once, and no word about which was wrong."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from tests import staff_room
from tests.staff_room import KEYS, NAME
from tests.store.racing import together
from tmcard.domain.staff import CODE_SECONDS, SEEN_EVERY, SESSION_IDLE, SESSION_LIFETIME, TRIES
from tmcard.services.staffing import authenticator, entering
from tmcard.services.staffing.entering import Attempt, WrongSignIn
from tmcard.services.throttling import TooMany
from tmcard.store import staff
from tmcard.store.transactions import release

STEP = timedelta(seconds=CODE_SECONDS)
MINUTE = timedelta(minutes=1)


def _is_refused(session: Session, attempt: Attempt, now: datetime) -> bool:
    try:
        entering.sign_in(session, KEYS, attempt, now)
    except WrongSignIn:
        return True
    return False


def test_all_three_let_a_member_in(session: Session, now: datetime, database_kind: str) -> None:
    lin = staff_room.enrolled(session)
    live = entering.recognise(session, entering.sign_in(session, KEYS, lin.attempt(now), now).token, now)
    assert live is not None
    assert (live.name, live.staff_id) == (NAME, lin.id)


@pytest.mark.parametrize(
    "wrong",
    [{"name": "nobody"}, {"password": "a wrong one altogether"}, {"code": "000000"}, {"code": ""}, {"code": "١٢٣٤٥٦"}],
)
def test_one_wrong_thing_is_enough_to_stay_out(session: Session, now: datetime, wrong: dict[str, str]) -> None:
    lin = staff_room.enrolled(session)
    assert _is_refused(session, lin.attempt(now, **wrong), now)


def test_a_name_that_nobody_has_costs_a_hash_too(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.3.8."""
    hashed: list[str] = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda own, stored, text: hashed.extend([text]))
    assert _is_refused(session, Attempt("nobody", "any password at all", "000000", "c", ""), now)
    assert hashed == ["any password at all"]


@pytest.mark.parametrize(("off", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_off(session: Session, now: datetime, off: int, is_good: bool) -> None:
    lin = staff_room.enrolled(session)
    assert _is_refused(session, lin.attempt(now, code=lin.code(now + off * STEP)), now) != is_good


def test_a_code_works_once(session: Session, now: datetime, database_kind: str) -> None:
    """ASVS 6.5.1: whoever looked over the shoulder comes too late, with the one before as well."""
    lin = staff_room.enrolled(session)
    entering.sign_in(session, KEYS, lin.attempt(now), now)
    assert _is_refused(session, lin.attempt(now), now)
    assert _is_refused(session, lin.attempt(now, code=lin.code(now - STEP)), now)
    assert not _is_refused(session, lin.attempt(now + STEP), now + STEP)


def test_of_many_sign_ins_with_one_code_at_once_one_gets_in(
    session: Session, now: datetime, database_kind: str
) -> None:
    """ASVS 6.5.1."""
    lin = staff_room.enrolled(session)
    assert sorted(together(session, lambda own: _is_refused(own, lin.attempt(now), now))) == [False, True, True, True]


def test_guessing_ends_in_a_wait(session: Session, now: datetime, database_kind: str) -> None:
    lin = staff_room.enrolled(session)
    for _ in range(TRIES[0].count):
        assert _is_refused(session, lin.attempt(now, code="000000"), now)
    with pytest.raises(TooMany):
        entering.sign_in(session, KEYS, lin.attempt(now), now)
    assert not _is_refused(session, lin.attempt(now + MINUTE), now + MINUTE)


def test_a_stranger_elsewhere_locks_nobody_out(session: Session, now: datetime) -> None:
    """ASVS 6.3.1."""
    lin = staff_room.enrolled(session)
    for _ in range(TRIES[0].count):
        assert _is_refused(session, lin.attempt(now, code="000000", client="198.51.100.9"), now)
    assert not _is_refused(session, lin.attempt(now), now)


def test_getting_in_forgets_the_wrong_tries(session: Session, now: datetime) -> None:
    lin = staff_room.enrolled(session)
    for minute in range(0, 12, 2):
        at = now + minute * MINUTE
        assert _is_refused(session, lin.attempt(at, code="000000"), at)
        assert not _is_refused(session, lin.attempt(at), at)


def test_the_key_lies_in_the_database_encrypted(session: Session, now: datetime) -> None:
    """ASVS 14.2: a copy of the database makes no codes."""
    lin = staff_room.enrolled(session)
    stored = staff_room.stored(session, NAME)
    assert lin.key not in stored.key_sealed.encode()
    assert authenticator.spelled(lin.key).replace(" ", "") not in stored.key_sealed


def test_a_sign_in_carries_the_key_over_to_a_new_secret(session: Session, now: datetime) -> None:
    lin, fresh = staff_room.enrolled(session), ("a new secret that is long enough to be one",)
    entering.sign_in(session, fresh + KEYS, lin.attempt(now), now)
    then = now + MINUTE
    assert not entering.sign_in(session, fresh, lin.attempt(then), then).is_enrolling


def test_a_lost_secret_lets_nobody_in(session: Session, now: datetime) -> None:
    lin = staff_room.enrolled(session)
    with pytest.raises(WrongSignIn):
        entering.sign_in(session, ("another secret that is long enough",), lin.attempt(now), now)


def test_a_session_ends_when_it_is_not_used(session: Session, now: datetime, database_kind: str) -> None:
    """ASVS 7.3.1."""
    lin = staff_room.enrolled(session)
    token = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    assert entering.recognise(session, token, now + SESSION_IDLE) is None
    assert entering.recognise(session, token, now + SESSION_IDLE - MINUTE) is not None
    assert entering.recognise(session, token, now + SESSION_IDLE) is not None


def test_a_session_ends_however_much_it_is_used(session: Session, now: datetime, database_kind: str) -> None:
    """ASVS 7.3.2."""
    lin = staff_room.enrolled(session)
    token, at = entering.sign_in(session, KEYS, lin.attempt(now), now).token, now
    while at < now + SESSION_LIFETIME:
        assert entering.recognise(session, token, at) is not None
        at += SESSION_IDLE - MINUTE
    assert entering.recognise(session, token, now + SESSION_LIFETIME) is None


def test_a_sighting_is_noted_seldom(session: Session, now: datetime) -> None:
    lin = staff_room.enrolled(session)
    token = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    for after in (SEEN_EVERY / 2, SEEN_EVERY, SEEN_EVERY * 1.5):
        entering.recognise(session, token, now + after)
    live = staff.find(session, token, now + SEEN_EVERY)
    release(session)
    assert live is not None
    assert live.seen_at == now + SEEN_EVERY


def test_signing_out_ends_it_on_the_server(session: Session, now: datetime, database_kind: str) -> None:
    """ASVS 7.4.1."""
    lin = staff_room.enrolled(session)
    token = entering.sign_in(session, KEYS, lin.attempt(now), now).token
    entering.sign_out(session, token, now)
    entering.sign_out(session, token, now)
    assert entering.recognise(session, token, now) is None
