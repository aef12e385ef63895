"""The second factor: codes of an authenticator app (RFC 6238), whose key is kept encrypted."""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tmcard.domain.staff import CODE_DIGITS, CODE_DRIFT, CODE_SECONDS, step_at
from tmcard.services.codes import Keys

#: RFC 4226, section 4: 160 bits.
KEY_BYTES = 20
ISSUER = "T-M card staff"


def new_key() -> bytes:
    """A fresh key for one member."""
    return secrets.token_bytes(KEY_BYTES)


def seal(keys: Keys, key: bytes) -> str:
    """`key` as it is stored: a backup of the database alone makes no codes."""
    return _sealer(keys).encrypt(key).decode()


def unseal(keys: Keys, sealed: str) -> bytes:
    """The key again. Raises cryptography.fernet.InvalidToken when it was sealed by a secret that is gone."""
    return _sealer(keys).decrypt(sealed.encode())


def code_at(key: bytes, step: int) -> str:
    """What the app shows in that half minute."""
    return _totp(key).generate(step * CODE_SECONDS).decode()


def step_of(key: bytes, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, if it is about now; None for any other. Takes the same time either way."""
    steps = range(step_at(now) - CODE_DRIFT, step_at(now) + CODE_DRIFT + 1)
    typed = code.encode()
    fitting = [step for step in steps if hmac.compare_digest(code_at(key, step).encode(), typed)]
    return fitting[-1] if fitting else None


def spelled(key: bytes) -> str:
    """The key as people type it into the app: base 32 in groups of four."""
    letters = base64.b32encode(key).decode()
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def address(key: bytes, name: str) -> str:
    """The key as an app on the same telephone takes it: an `otpauth:` link (Google's key URI format)."""
    label, issuer = quote(f"{ISSUER}:{name}"), quote(ISSUER)
    return f"otpauth://totp/{label}?secret={base64.b32encode(key).decode()}&issuer={issuer}"


def _totp(key: bytes) -> TOTP:
    return TOTP(key, CODE_DIGITS, SHA1(), CODE_SECONDS)  # noqa: S303 - what every app speaks; HMAC stands on it safely


def _sealer(keys: Keys) -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(sha256(f"tmcard.staff|{key}".encode()).digest())) for key in keys]
    )
