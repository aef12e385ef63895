"""Picking a plan for a card: every choice shows what it costs and what it does to this very card."""

from tmcard.web.plans.currencies import install
from tmcard.web.plans.views import blueprint

__all__ = ["blueprint", "install"]
