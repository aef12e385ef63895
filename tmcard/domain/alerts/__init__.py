"""Alerts: what an owner is reminded of, when, and when a card is looked at next. See docs/reminders.md."""

from tmcard.domain.alerts.crossings import TOPICS, Crossing, Sight, in_words_of, lead
from tmcard.domain.alerts.looking import Look, look, needs_forecast
from tmcard.domain.alerts.marks import DATA_STEPS, Marks, is_renewed

__all__ = [
    "DATA_STEPS",
    "TOPICS",
    "Crossing",
    "Look",
    "Marks",
    "Sight",
    "in_words_of",
    "is_renewed",
    "lead",
    "look",
    "needs_forecast",
]
