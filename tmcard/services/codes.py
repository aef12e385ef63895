"""Six-digit codes. They are stored nowhere: they can be made again with the key and the row's nonce, and only so."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from tmcard.domain.accounts import CODE_DIGITS
from tmcard.store.models import Verification

#: The current secret first, then earlier ones that codes on their way may still have been made with.
Keys = Sequence[str]


def code_for(keys: Keys, verification: Verification) -> str:
    """The code to send for `verification`. Made when the SMS is, never before, never kept."""
    return _code(keys[0], verification)


def matches(keys: Keys, verification: Verification, code: str) -> bool:
    """Whether `code` is the verification's, by the current key or an earlier one. Takes the same time either way."""
    typed = code.encode()
    return any([hmac.compare_digest(_code(key, verification).encode(), typed) for key in keys])


def _code(key: str, verification: Verification) -> str:
    text = f"tmcard.code|{verification.purpose}|{verification.nonce}"
    digest = hmac.new(key.encode(), text.encode(), sha256).digest()
    return f"{int.from_bytes(digest) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
