"""Receipts: where they go, and how they are issued in the very transaction that moved the money."""

from tmcard.services.receipts.addresses import remember_address
from tmcard.services.receipts.issuing import given_back, paid

__all__ = ["given_back", "paid", "remember_address"]
