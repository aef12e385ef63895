"""E-mail addresses: how often a link to confirm one is sent, and how one is shown to whoever may not see it whole."""

from datetime import timedelta

from tmcard.domain.accounts import Limit

#: Mails to confirm an address: for one account, and to one address, whoever gives it.
CONFIRMATIONS = (
    Limit("confirm-minute", 2, timedelta(minutes=1)),
    Limit("confirm-hour", 5, timedelta(hours=1)),
    Limit("confirm-day", 10, timedelta(days=1)),
)
TO_ADDRESS = (Limit("confirm-address-hour", 3, timedelta(hours=1)), Limit("confirm-address", 6, timedelta(days=1)))


def mask_email(address: str) -> str:
    """An address with most of its first part hidden: `anna@example.com` becomes `an••@example.com`, `al@…` `a••@…`."""
    local, _, domain = address.rpartition("@")
    return f"{local[: 2 if len(local) > 3 else 1]}••@{domain}"
