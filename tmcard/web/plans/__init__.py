"""Picking a plan for a card: every choice shows what it costs and what it does to this very card."""

from flask import Flask

from tmcard.web import currencies, effects
from tmcard.web.plans.views import blueprint


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    currencies.install(app)
    effects.install(app)


__all__ = ["blueprint", "install"]
