"""itsdangerous without its preparations: keys are derived once, and a signature is one call of C.

What comes out is the same to the byte, so Flask and Flask-WTF read it and the cookies of yesterday stay good.
"""

import hmac
from typing import Any

from itsdangerous import Serializer, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.signer import SigningAlgorithm


class Hmac(SigningAlgorithm):
    """HMAC with SHA-1, which itsdangerous takes three objects for."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """The signature of `value`."""
        return hmac.digest(key, value, "sha1")


class Prepared(TimestampSigner):
    """A signer that remembers the keys it derived: two of the three hashes of a signature."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "algorithm": Hmac()})
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key to sign with."""
        if secret_key not in self._derived:
            self._derived[secret_key] = super().derive_key(secret_key)
        return self._derived[secret_key]


class Signing(URLSafeTimedSerializer):
    """A serializer that keeps its signer. Whoever keeps it must not change its keys."""

    default_signer = Prepared

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """The signer, or one for another salt."""
        return self._kept if salt is None or salt == self.salt else super().make_signer(salt)

    def dump_payload(self, obj: Any) -> bytes:
        """The plain text in letters. Random keys do not get smaller, so it is not tried."""
        return base64_encode(Serializer.dump_payload(self, obj))
