"""The staff, for tests: somebody enrolled, what their authenticator shows, a browser in which they are signed in."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from standins.demo.people import PASSWORD as DEMO_PASSWORD
from standins.demo.people import STAFF_KEY, STAFF_NAME
from standins.mailbox.authenticator import code_of
from tests.conftest import ENVIRON
from tests.rows import NOW
from tests.visitor import Visitor
from tests.world import World
from tmcard.domain.staff import step_at
from tmcard.services.staffing import authenticator, enrolling, entering, inviting
from tmcard.services.staffing.entering import Attempt, Entered
from tmcard.store import staff
from tmcard.store.models import StaffMember
from tmcard.store.transactions import release, write
from tmcard.web.database import db

KEYS = (ENVIRON["SECRET_KEY"],)
NAME = "lin"
PASSWORD = "seven kites over Oslo"
CLIENT = "192.0.2.7"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member as tests know them."""

    id: int
    name: str
    key: bytes

    def code(self, now: datetime) -> str:
        """What their authenticator shows."""
        return authenticator.code_at(self.key, step_at(now))

    def attempt(self, now: datetime, **changes: str) -> Attempt:
        """A sign-in that is right but for `changes`."""
        facts = {"name": self.name, "password": PASSWORD, "code": self.code(now), "client": CLIENT, "device": "Test"}
        return Attempt(**{**facts, **changes})


def invited(session: Session, name: str = NAME, now: datetime = NOW) -> tuple[Colleague, str]:
    """Somebody with a one-time password, and the password."""
    password = inviting.invite(session, KEYS, name, now)
    return colleague(session, name), password


def enrolling_token(session: Session, name: str, password: str, now: datetime = NOW) -> str:
    """The browser that showed the one-time password."""
    return entering.sign_in(session, KEYS, Attempt(name, password, "", CLIENT, "Test"), now).token


def enrolled(session: Session, name: str = NAME, now: datetime = NOW - timedelta(hours=1)) -> Colleague:
    """Somebody who signs in with PASSWORD and their authenticator."""
    somebody, one_time = invited(session, name, now)
    token = enrolling_token(session, name, one_time, now)
    enrol(session, somebody, token, now)
    return somebody


def enrol(session: Session, somebody: Colleague, token: str, now: datetime = NOW, password: str = PASSWORD) -> Entered:
    """The first visit."""
    code = somebody.code(now)
    return enrolling.enrol(session, KEYS, token, password=password, code=code, device="Test", now=now)


def colleague(session: Session, name: str) -> Colleague:
    """The member as stored, with their key."""
    member = stored(session, name)
    return Colleague(member.id, name, authenticator.unseal(KEYS, member.key_sealed))


def stored(session: Session, name: str) -> StaffMember:
    """The row as it is now."""
    member = staff.by_name(session, name)
    release(session)
    if member is None:
        raise LookupError(name)
    return member


def sign_in(client: FlaskClient, session: Session, somebody: Colleague, now: datetime = NOW) -> None:
    """Let `client` be a browser in which `somebody` is signed in."""
    with write(session, "staff_signed_in"):
        token = staff.begin(session, somebody.id, device="Test", now=now)
    client.set_cookie("staff", token)


def at_desk(world: World, language: str = "en-GB,en;q=0.9") -> Visitor:
    """The demo's member of the staff, signed in on a browser. Tests come in more than once in one half minute."""
    with world.app.app_context(), write(db.session(), "code_free_again"):
        member = staff.by_name(db.session(), STAFF_NAME)
        staff.put(db.session(), member.id if member is not None else 0, key_step=0)
    visitor, code = Visitor(world.site, language).open("/staff/"), code_of(STAFF_KEY, time.time())
    visitor.submit("/staff/sign-in", name=STAFF_NAME, password=DEMO_PASSWORD, code=code)
    if visitor.path != "/staff/":
        raise AssertionError(visitor.text)
    return visitor
