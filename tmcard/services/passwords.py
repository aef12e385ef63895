"""Passwords as slow hashes (argon2id), computed by few at a time so that a flood of sign-ins stops nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tmcard.domain.accounts import MAX_PASSWORD_BYTES, normalized

#: OWASP's Password Storage Cheat Sheet: 46 MiB, one pass, one lane.
HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
AT_ONCE = 2
#: Hashing or waiting for it, in one process. More are sent away at once: threads that wait serve nobody.
ROOM = 6
#: Locks, not state: they bound what this process spends.
_slots = BoundedSemaphore(AT_ONCE)
_room = BoundedSemaphore(ROOM)


class Crowded(Exception):
    """Too many passwords are being checked in this process; in a second or two it is worth another try."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password was right, and a hash by today's parameters where the stored one is of older ones."""

    is_right: bool
    fresh_hash: str | None = None


def hash_password(password: str) -> str:
    """A salted hash to store. Raises Crowded."""
    with _turn():
        return HASHER.hash(normalized(password))


def verify(stored: str | None, password: str) -> Verdict:
    """Compare with a stored hash; with None (nobody has that number) take as long and say no. Raises Crowded."""
    text = normalized(password)
    if len(text.encode()) > MAX_PASSWORD_BYTES:
        return Verdict(is_right=False)
    with _turn():
        if not _fits(stored or _nobodys(), text) or stored is None:
            return Verdict(is_right=False)
        fresh = HASHER.hash(text) if HASHER.check_needs_rehash(stored) else None
    return Verdict(is_right=True, fresh_hash=fresh)


def _fits(stored: str, text: str) -> bool:
    try:
        return HASHER.verify(stored, text)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this number")


@contextmanager
def _turn() -> Iterator[None]:
    if not _room.acquire(blocking=False):
        raise Crowded
    try:
        with _slots:
            yield
    finally:
        _room.release()
