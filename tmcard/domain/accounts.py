"""The rules of an account: what a password may be, how long codes and sessions live, how often all may be tried."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from tmcard.domain.common_passwords import is_common

#: NIST SP 800-63B-4 asks for 15 where a password stands alone, for 8 beside a second factor. New devices need ours.
MIN_PASSWORD_LENGTH = 12
ADVISED_PASSWORD_LENGTH = 15
#: Longer ones are refused, never cut (OWASP ASVS 5.0, 6.2.8): hashing them costs time that anybody could ask for.
MAX_PASSWORD_BYTES = 1024
#: So many digits of the owner's number in a row make a password that is about the owner.
PHONE_TAIL = 8

CODE_DIGITS = 6
#: OWASP ASVS 5.0, 6.5.5.
CODE_LIFETIME = timedelta(minutes=10)
#: A code is sent again only while there is this much time left to type it in; after that a new one is made.
CODE_WORTH_REPEATING = timedelta(minutes=5)
#: Per code. NIST SP 800-63B-4, 3.1.3.2 asks for limits that a new code does not lift: see GUESSES.
MAX_GUESSES = 5

#: However much it is used, and however long it is not.
SESSION_LIFETIME = timedelta(days=30)
SESSION_IDLE = timedelta(days=7)
#: A session's last sighting is written down this often.
SEEN_EVERY = timedelta(hours=1)
#: How long a browser that gave a code is asked for the password alone.
DEVICE_LIFETIME = timedelta(days=180)
#: After a reset by SMS alone, the address that notices go to stays as it is for so long.
COOL_DOWN = timedelta(hours=24)


class Purpose(StrEnum):
    """What a code is good for, and for nothing else."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    RESET = "reset"


class PasswordProblem(StrEnum):
    """Why a password is not taken."""

    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    ABOUT_OWNER = "about_owner"


class CodeProblem(StrEnum):
    """Why a code is not taken. None of them tells whether the number has an account."""

    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in `window`. `name` keeps counters of different limits apart."""

    name: str
    count: int
    window: timedelta


#: SMS that strangers can have sent to a number. As with every limit here waiting helps: nobody is locked out for good.
SENDS = (
    Limit("send-minute", 1, timedelta(minutes=1)),
    Limit("send-hour", 5, timedelta(hours=1)),
    Limit("send-day", 10, timedelta(days=1)),
)
#: Guesses at codes of one purpose for one number: at most 20 in a million a day.
GUESSES = (Limit("guess-hour", 10, timedelta(hours=1)), Limit("guess-day", 20, timedelta(days=1)))
#: Passwords tried for one number from browsers we do not know; the same again, apart, for each one we do.
PASSWORDS = (
    Limit("password-minute", 5, timedelta(minutes=1)),
    Limit("password-quarter", 10, timedelta(minutes=15)),
    Limit("password-hours", 20, timedelta(hours=2)),
    Limit("password-day", 50, timedelta(days=1)),
)
#: One address can be a whole carrier's customers, hence room for many people.
CLIENT_PASSWORDS = (Limit("client-password", 60, timedelta(minutes=15)),)
CLIENT_SENDS = (Limit("client-send", 30, timedelta(hours=1)), Limit("client-send-day", 100, timedelta(days=1)))
#: Against many addresses together: guessing all over the place, and SMS bought with our money (toll fraud).
ALL_PASSWORDS = (Limit("all-passwords", 3000, timedelta(hours=1)),)
ALL_SENDS = (Limit("all-sends", 1000, timedelta(hours=1)), Limit("all-sends-day", 5000, timedelta(days=1)))


def normalized(password: str) -> str:
    """The one form in which a password is judged and hashed, whatever keyboard it came from (NIST SP 800-63B-4)."""
    return unicodedata.normalize("NFKC", password)


def problem_with(password: str, msisdn: str) -> PasswordProblem | None:
    """Why `password` cannot be the password of the owner of `msisdn`, or None. There are no rules of composition."""
    text = normalized(password)
    if not text:
        return PasswordProblem.MISSING
    if len(text.encode()) > MAX_PASSWORD_BYTES:
        return PasswordProblem.TOO_LONG
    if len(text) < MIN_PASSWORD_LENGTH:
        return PasswordProblem.TOO_SHORT
    if _is_about(text, msisdn):
        return PasswordProblem.ABOUT_OWNER
    return PasswordProblem.COMMON if is_common(text) else None


def _is_about(password: str, msisdn: str) -> bool:
    letters = "".join(c for c in password.lower() if c.isalnum())
    digits = "".join(c for c in letters if c.isdigit())
    return "tmcard" in letters or msisdn[-PHONE_TAIL:] in digits


def network_of(address: str) -> str:
    """Whom an address stands for when attempts are counted: one IPv4 address, or an IPv6 customer's /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
