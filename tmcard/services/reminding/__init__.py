"""Reminding owners of cards that run out or end. See docs/reminders.md."""

from tmcard.services.reminding.rounds import BATCH, remind

__all__ = ["BATCH", "remind"]
