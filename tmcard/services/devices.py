"""Remembering browsers: the mark that spares a known one the code. It names an owner and dies with their password."""

from datetime import datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from tmcard.domain.accounts import DEVICE_LIFETIME
from tmcard.services.codes import Keys
from tmcard.store.models import Owner

SALT = "tmcard.device"


def issue(keys: Keys, owner_id: int, password_hash: str, now: datetime) -> str:
    """A mark for a browser on which the owner has just shown the password and the phone."""
    until = int((now + DEVICE_LIFETIME).timestamp())
    return str(_signer(keys).dumps([owner_id, _fingerprint(password_hash), until]))


def recognises(keys: Keys, mark: str, owner: Owner, now: datetime) -> bool:
    """Whether `mark` was given to this owner, lately enough, and under the password of today."""
    try:
        owner_id, fingerprint, until = _signer(keys).loads(mark)
    except (BadData, ValueError, TypeError):
        return False
    is_theirs = owner_id == owner.id and fingerprint == _fingerprint(owner.password_hash)
    return bool(is_theirs and now.timestamp() < until)


def _signer(keys: Keys) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(keys)), salt=SALT, signer_kwargs={"digest_method": sha256})


def _fingerprint(password_hash: str) -> str:
    return sha256(f"{SALT}|{password_hash}".encode()).hexdigest()[:16]
