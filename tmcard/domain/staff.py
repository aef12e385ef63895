"""The rules of staff accounts: names, how long invitations and sessions hold, how often signing in is tried."""

import re
from datetime import datetime, timedelta

from tmcard.domain.accounts import Limit

#: Lower case, so that nobody can be mistaken for a colleague; it stands in the journal for good.
NAME = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
MAX_NAME_LENGTH = 32
#: How long a one-time password waits for its first and only use.
INVITATION_LIFETIME = timedelta(days=3)
#: How long the page that sets password and authenticator may take.
ENROLMENT_LIFETIME = timedelta(minutes=20)
#: However much it is used, and however long it is not: money can be given back here.
SESSION_LIFETIME = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
#: A session's last sighting is written down this often.
SEEN_EVERY = timedelta(minutes=1)
#: RFC 6238, as every authenticator app has it: SHA-1, six digits, a new one each half minute.
CODE_DIGITS = 6
CODE_SECONDS = 30
#: Steps by which the telephone's clock may be off, either way.
CODE_DRIFT = 1
#: Counted for a name and the address it is tried from, so that a stranger elsewhere locks nobody out.
TRIES = (
    Limit("staff-minute", 5, timedelta(minutes=1)),
    Limit("staff-quarter", 10, timedelta(minutes=15)),
    Limit("staff-day", 30, timedelta(days=1)),
)
CLIENT_TRIES = (Limit("staff-client", 30, timedelta(minutes=15)),)
#: All names from all addresses together: there are few of us.
ALL_TRIES = (Limit("staff-all", 300, timedelta(hours=1)),)


def is_name(text: str) -> bool:
    """Whether somebody can be called so."""
    return len(text) <= MAX_NAME_LENGTH and NAME.fullmatch(text) is not None


def actor(name: str) -> str:
    """How the journal names a member of staff. No worker or payer is ever called so."""
    return f"staff:{name}"


def step_at(now: datetime) -> int:
    """The number of the half minute that `now` lies in: what a code of an authenticator stands for."""
    return int(now.timestamp()) // CODE_SECONDS
