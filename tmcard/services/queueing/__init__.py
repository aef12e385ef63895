"""Renewals that are paid and wait for the running plan to end: `watch` starts them, `cancel` and `start_now` are their
owner's.
"""

from tmcard.services.queueing.choosing import cancel, start_now
from tmcard.services.queueing.watching import watch

__all__ = ["cancel", "start_now", "watch"]
