"""The doors: which there are, what they tell strangers, and what each code and password opens."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import doors, rows
from tests.fakes import RecordingWake
from tests.security.ground import addresses, token_of
from tests.store.racing import together
from tests.web.shop import Shop
from tests.web.visits import NUMBER, Visit
from tmcard.domain.accounts import MAX_GUESSES
from tmcard.services import codes, resetting, signing_in
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import CodeRefused
from tmcard.store.models import Owner, OwnerSession, Verification
from tmcard.store.transactions import release

KNOWN, UNKNOWN = "138 0013 8000", "139 0013 9000"
#: What differs between any two answers, known number or not.
NONCES = re.compile(r'name="csrf_token" value="[^"]+"|13[89] 0013 [89]000')
FLEETING = {"Set-Cookie", "X-Request-ID", "Date"}
PURPOSES = ("register", "sign_in", "reset")


def test_a_session_begins_at_the_documented_doors_alone(shop: Shop) -> None:
    """ASVS 6.1.3."""
    creating = {"POST /auth/sign-in", "POST /auth/verify", "POST /account/password"}
    everything = {address.key: address for address in addresses(shop, shop.order().ref)}
    assert creating <= set(everything)
    client, before = shop.browser(), _sessions(shop.session)
    for key in set(everything) - creating:
        address = everything[key]
        data = {"csrf_token": token_of(client), "password": doors.PASSWORD, "code": "000000", **NUMBER}
        client.open(address.path, method=address.method, data=data if address.method == "POST" else None)
    assert _sessions(shop.session) == before


def _sessions(session: Session) -> int:
    number = session.scalar(select(func.count(OwnerSession.id)))
    release(session)
    return number or 0


def test_nobody_is_there_by_default(session: Session) -> None:
    """ASVS 6.3.2."""
    assert session.scalar(select(func.count(Owner.id))) == 0


def _answers(visit: Visit, path: str, phone: str, **fields: str) -> list[tuple[int, list[tuple[str, str]], str]]:
    """All that a stranger sees: of the form, of the page that waits, of a wrong code, of asking again."""
    visit.browser.delete_cookie("session")
    sent = {**NUMBER, "phone": phone, **fields}
    seen = [visit.post(path, **sent), visit.get("/auth/verify")]
    seen += [
        visit.post("/auth/verify", code="000000", password="seven kites over Oslo") for _ in range(MAX_GUESSES + 1)
    ]
    seen += [visit.post("/auth/verify/resend"), visit.post(path, **sent)]
    return [_plain(answer) for answer in seen]


def _plain(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    headers = sorted((name, value) for name, value in answer.headers if name not in FLEETING)
    return answer.status_code, headers, NONCES.sub("", re.sub(r"[0-9a-f]{16}", "", answer.text))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/auth/register", {"password": doors.PASSWORD}),
        ("/auth/reset", {}),
        ("/auth/sign-in", {"password": doors.OTHER_PASSWORD}),
    ],
)
def test_a_known_number_looks_like_an_unknown_one_to_the_byte(visit: Visit, path: str, fields: dict[str, str]) -> None:
    """ASVS 6.3.8."""
    doors.owner(visit.session)
    unknown = _answers(visit, path, UNKNOWN, **fields)
    known = _answers(visit, path, KNOWN, **fields)
    assert known == unknown
    assert {status for status, _, _ in known} >= ({422} if path == "/auth/sign-in" else {303, 200, 422, 429})


def _asked(session: Session, purpose: str) -> tuple[str, str]:
    """A code on its way; answers the ref and the code."""
    if purpose == "reset":
        resetting.ask(session, RecordingWake(), doors.visitor(), rows.NOW)
    else:
        signing_in.sign_in(session, RecordingWake(), doors.KEYS, doors.attempt(), rows.NOW)
    made = doors.newest(session)
    return made.ref, codes.code_for(doors.KEYS, made)


@pytest.mark.parametrize("purpose", ["reset", "sign_in"])
def test_of_many_right_codes_at_once_one_opens(session: Session, purpose: str, database_kind: str) -> None:
    """ASVS 6.5.1."""
    doors.owner(session)
    ref, code = _asked(session, purpose)

    def enter(own: Session) -> bool:
        keys, wake, now = doors.KEYS, RecordingWake(), rows.NOW
        try:
            if purpose == "reset":
                resetting.confirm(own, wake, keys, ref, code, doors.OTHER_PASSWORD, device="", now=now)
            else:
                signing_in.confirm(own, wake, keys, ref, code, device="", now=now)
        except (CodeRefused, TooMany):
            return False
        return True

    assert sum(together(session, enter, times=4)) == 1
    assert _sessions(session) == 1


@pytest.mark.parametrize("asked", PURPOSES)
@pytest.mark.parametrize("used", PURPOSES)
def test_a_code_is_good_for_what_it_was_sent_for(visit: Visit, asked: str, used: str) -> None:
    """ASVS 6.6.2: the ref of one purpose, carried into another's cookie."""
    doors.owner(visit.session, msisdn="+8613800138000" if asked != "register" else "+8613800138111")
    begin: Callable[[], TestResponse] = {"register": visit.register, "sign_in": visit.sign_in}.get(
        asked, lambda: visit.post("/auth/reset", **NUMBER)
    )
    begin()
    right = doors.code(visit.session)
    made = visit.session.scalars(select(Verification).order_by(Verification.id.desc())).first()
    assert made is not None
    made.purpose = used
    visit.session.commit()
    answer = visit.post("/auth/verify", code=right, password=doors.OTHER_PASSWORD)
    assert (answer.status_code == 303) == (asked == used)


@pytest.mark.parametrize("length", [64, 128])
def test_every_letter_of_a_long_password_counts(visit: Visit, length: int) -> None:
    """ASVS 6.2.8, 6.2.9."""
    long = ("kettle Orion 7 maple " * 10)[: length - 1]
    visit.post("/auth/register", **{**NUMBER, "password": f"{long}x"})
    visit.enter_code()
    visit.post("/auth/sign-out")
    assert visit.sign_in(f"{long}y").status_code == 422
    assert visit.sign_in(long).status_code == 422
    assert visit.sign_in(f"{long}x").location == "/dashboard/"


@pytest.mark.parametrize("password", ["😀 🐙 🛶 🎈 ☂ 🍋 🧊", "~ ~~ ~ _ | ~~ _", "correct horse battery staple"])
def test_no_rule_says_what_a_password_is_made_of(visit: Visit, password: str) -> None:
    """ASVS 6.2.5."""
    assert visit.post("/auth/register", **{**NUMBER, "password": password}).status_code == 303
