"""Ways in, for tests: the number everybody uses, its password, and the codes that would be on the phone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tests.conftest import ENVIRON
from tests.fakes import RecordingWake
from tmcard.services import codes, passwords, signing_in
from tmcard.services.registering import Opened
from tmcard.services.signing_in import Attempt, CodeAsked
from tmcard.services.verifying import Visitor
from tmcard.store.models import Message, Owner, Verification
from tmcard.store.transactions import release

KEYS = (ENVIRON["SECRET_KEY"],)
MSISDN = "+8613800138000"
TYPED = "138 0013 8000"
PASSWORD = "river lamp otter 43"
OTHER_PASSWORD = "seven kites over Oslo"


def visitor(msisdn: str = MSISDN, client: str = "192.0.2.7") -> Visitor:
    """Somebody who reads English."""
    return Visitor(msisdn, locale="en", zone="Asia/Shanghai", client=client)


def attempt(password: str = PASSWORD, mark: str = "", msisdn: str = MSISDN, client: str = "192.0.2.7") -> Attempt:
    """A sign-in."""
    return Attempt(visitor(msisdn, client), password, mark, "Safari, iPhone")


def owner(session: Session, msisdn: str = MSISDN, **values: str) -> Owner:
    """An owner whose password is PASSWORD."""
    return rows.owner(session, msisdn=msisdn, password_hash=passwords.hash_password(PASSWORD), **values)


def newest(session: Session) -> Verification:
    """The latest verification."""
    found = session.scalars(
        select(Verification).order_by(Verification.id.desc()).limit(1).execution_options(populate_existing=True)
    ).one()
    release(session)
    return found


def code(session: Session) -> str:
    """The code of the latest verification, as its SMS would say it."""
    return codes.code_for(KEYS, newest(session))


def wrong_code(session: Session) -> str:
    """A code that is not it."""
    return f"{(int(code(session)) + 1) % 1_000_000:06}"


def messages(session: Session) -> list[Message]:
    """All messages, oldest first."""
    found = list(session.scalars(select(Message).order_by(Message.id)))
    release(session)
    return found


def signed_in(session: Session, now: datetime) -> Opened:
    """A sign-in with password and code, on a new browser."""
    wake = RecordingWake()
    asked = signing_in.sign_in(session, wake, KEYS, attempt(), now)
    assert isinstance(asked, CodeAsked)
    return signing_in.confirm(session, wake, KEYS, asked.ref, code(session), device="Safari, iPhone", now=now)
