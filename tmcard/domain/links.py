"""Links: what a signed address is for, how long it is good, and the token that stands in it.

A token is the row's public name and a keyed hash of it and its purpose. It is stored nowhere, so no copy of the
database opens anything, and it can be made again when a message is sent.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from tmcard.domain.identifiers import ALPHABET, REF_LENGTH

#: 128 bits. Nobody guesses that, and it still fits in an SMS.
MAC_BYTES = 16
MAC_LENGTH = 22
TOKEN_LENGTH = REF_LENGTH + MAC_LENGTH
LETTERS = frozenset(ALPHABET)


class Purpose(StrEnum):
    """What a link opens, and nothing else."""

    RENEW = "renew"
    GUEST = "guest"
    ORDER = "order"
    PREFERENCES = "preferences"
    EMAIL = "email"


#: How long a link of each kind is good at most; not named: as long as nobody revokes it.
LIFETIMES = {
    Purpose.RENEW: timedelta(days=14),
    Purpose.GUEST: timedelta(days=30),
    Purpose.ORDER: timedelta(days=180),
    Purpose.EMAIL: timedelta(days=2),
}


class Standing(StrEnum):
    """Whether a link may be used now, and else why not."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


def token(keys: Sequence[str], purpose: Purpose, ref: str) -> str:
    """What stands in the address of the link called `ref`, signed with the current key."""
    return ref + _mac(keys[0], purpose, ref)


def ref_of(keys: Sequence[str], purpose: Purpose, text: str) -> str | None:
    """The link that a token names; None for one that is damaged, made for something else, or not ours.

    `keys`: the current one first, then those that links on their way may still have been made with.
    """
    ref, mac = text[:REF_LENGTH], text[REF_LENGTH:]
    if len(text) != TOKEN_LENGTH or not text.isascii() or not LETTERS.issuperset(ref):
        return None
    matches = [hmac.compare_digest(_mac(key, purpose, ref).encode(), mac.encode()) for key in keys]
    return ref if any(matches) else None


def expires_at(purpose: Purpose, created_at: datetime) -> datetime | None:
    """When a link that is made now ends by itself."""
    lifetime = LIFETIMES.get(purpose)
    return created_at + lifetime if lifetime is not None else None


def standing(
    now: datetime,
    *,
    expires_at: datetime | None,
    used_at: datetime | None = None,
    revoked_at: datetime | None = None,
    superseded: bool = False,
) -> Standing:
    """Whether a link may be used. What somebody did counts before what time did."""
    if revoked_at is not None:
        return Standing.REVOKED
    if used_at is not None:
        return Standing.USED
    if superseded:
        return Standing.SUPERSEDED
    return Standing.EXPIRED if expires_at is not None and expires_at <= now else Standing.OPEN


def _mac(key: str, purpose: Purpose, ref: str) -> str:
    digest = hmac.digest(key.encode(), f"tmcard.link|{purpose}|{ref}".encode(), sha256)
    return urlsafe_b64encode(digest[:MAC_BYTES]).decode().rstrip("=")
