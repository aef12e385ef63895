"""Comparing what we sell with what a carrier sells, and keeping what it says of where that works."""

from tmcard.services.syncing.comparing import Difference
from tmcard.services.syncing.sync import NothingListed, Report, sync

__all__ = ["Difference", "NothingListed", "Report", "sync"]
