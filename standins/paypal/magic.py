"""Outcomes asked for by the payer's e-mail: its local part ends in one or more `+name`."""

DECLINED = "declined"
REFUSED = "refused"
CARDLIKE_DECLINED = "cardlike-declined"
PENDING = "pending"
SLOW = "slow"
TIMEOUT = "timeout"
LOST = "lost"
TWICE = "twice"
PAYER_ACTION = "payer-action"
TAB_CLOSED = "tab-closed"


def asked_for(email: str) -> frozenset[str]:
    """Tell the names an e-mail address carries: `payer+pending+twice@example.com` asks for two."""
    local = email.partition("@")[0].lower()
    return frozenset(local.split("+")[1:])
