"""Claim codes as hashes. The code comes with the purchase, is good once, and guesses at it are counted.

Cheap on purpose: unlike a password, a code is random, protects one card, cannot be tried more than a
few times a day (see `claiming`), and dies with its use. An import hashes them by the thousand. The
hash is for a stolen table, whose cards nobody has claimed yet: 8 MiB a guess make that slow enough.
"""

from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tmcard.domain.identifiers import clean_code

HASHER = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
#: So many comparisons are made at least, that the time taken does not tell whether there is such a card.
COMPARISONS = 3


def hash_code(text: str) -> str:
    """A salted hash to store, of the code as people may type it."""
    return HASHER.hash(clean_code(text))


def is_code(stored: str, text: str) -> bool:
    """Whether `text` is the code behind one stored hash."""
    return _fits(stored, clean_code(text))


def matching(stored: Sequence[str], text: str) -> list[bool]:
    """Which of the stored hashes are of this code. Takes as long for none as for a few."""
    code = clean_code(text)
    missing = [_nobodys()] * (COMPARISONS - len(stored))
    return [_fits(each, code) for each in (*stored, *missing)][: len(stored)]


def _fits(stored: str, code: str) -> bool:
    try:
        return HASHER.verify(stored, code)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash("a code that is no card's")
