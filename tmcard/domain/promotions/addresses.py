"""When two e-mail addresses are the same payer's."""

from hashlib import sha256


def normal(address: str) -> str:
    """The address without what makes one mailbox look like many: lower case, no tag behind `+`. Dots are kept: only
    some providers ignore them.
    """
    name, at, host = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{host}"


def mark(address: str) -> str:
    """What an address is compared by: of one length, and no second copy of it in clear."""
    return sha256(f"tmcard.payer|{normal(address)}".encode()).hexdigest()
