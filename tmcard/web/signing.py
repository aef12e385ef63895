"""itsdangerous without its preparations: keys are derived once, and a signature is one call of C.

What comes out is the same to the byte, so Flask and Flask-WTF read it and the cookies of yesterday stay good.
"""

import hmac
from typing import Any

from itsdangerous import BadData, Serializer, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode
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
        self._kept: Any = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """The signer, or one for another salt."""
        return self._kept if salt is None or salt == self.salt else super().make_signer(salt)

    def loads(  # type: ignore[override]  # what it overrides says this of its own
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        """What was signed: at once where nothing is wrong with it. What is not plainly good is left to itsdangerous."""
        if isinstance(s, str) and s.isascii() and salt is None and not return_timestamp:
            value, _, signature = s.rpartition(".")
            payload, _, stamp = value.rpartition(".")
            if payload and self._kept.verify_signature(value, signature) and self._is_young(stamp, max_age):
                return self.load_payload(payload.encode())
        return super().loads(s, max_age, return_timestamp, salt)

    def _is_young(self, stamp: str, max_age: int | None) -> bool:
        try:
            age = self._kept.get_timestamp() - int.from_bytes(base64_decode(stamp), "big")
        except BadData:
            return False
        return max_age is None or 0 <= age <= max_age

    def dump_payload(self, obj: Any) -> bytes:
        """The plain text in letters. Random keys do not get smaller, so it is not tried."""
        return base64_encode(Serializer.dump_payload(self, obj))
