"""Which code this browser waits for. Its cookie says so, and a code is good in no other browser."""

from flask import Response, session, url_for

from tmcard.services import verifying
from tmcard.services.verifying import NothingToVerify
from tmcard.store.models import Verification
from tmcard.web import addresses
from tmcard.web.database import db
from tmcard.web.guards import safe_next
from tmcard.web.htmx import go

REF = "verification"
TYPED = "typed"
NEXT = "next"


def begin(ref: str, *, typed: str) -> Response:
    """Go and wait for the code. The number is shown there as it was typed, for the eye to check."""
    session[REF], session[TYPED] = ref, typed[:40]
    return go(url_for("auth.verify"))


def go_on(ref: str) -> None:
    """Wait at another verification from now on: a new code has been made."""
    session[REF] = ref


def current() -> Verification | None:
    """The verification this browser waits at, if any."""
    try:
        return verifying.waiting_at(db.session(), session.get(REF))
    except NothingToVerify:
        return None


def typed() -> str:
    """The number as it was typed."""
    return str(session.get(TYPED, ""))


def wanted() -> str:
    """Where the reader wanted to go before they had to sign in."""
    return safe_next(session.get(NEXT), addresses.DASHBOARD)
