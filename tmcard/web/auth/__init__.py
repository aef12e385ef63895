"""Coming in and going out: registering, the code, signing in and out, a new password."""

from flask import Flask

from tmcard.domain import accounts
from tmcard.web import identity, refusals
from tmcard.web.auth import verify
from tmcard.web.auth.views import blueprint

__all__ = ["blueprint", "install", "verify"]


def install(app: Flask) -> None:
    """Tell Flask-Login who is who, and the templates by which rules."""
    identity.install(app)
    app.jinja_env.filters["wait"] = refusals.wait
    app.jinja_env.globals["account_rules"] = accounts
