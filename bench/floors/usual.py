"""N: floor C with the site's other features from the usual extensions.

CSRF, two languages, compression and a content security policy. Flask-Limiter and Flask-Talisman would
cost more still, but are not among the locked packages: no limiter, and the policy is a plain header.
"""

from flask import Flask, Response
from flask_babel import Babel, format_datetime
from flask_compress import Compress
from flask_login import current_user
from flask_wtf import CSRFProtect

from bench.floors import plain
from bench.floors.page import TRANSLATED

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"


def build() -> Flask:
    """The application, for the database in the environment."""
    app = plain.build(TRANSLATED)
    app.config.update(COMPRESS_ALGORITHM=["br"], COMPRESS_STREAMS=False)
    CSRFProtect(app)
    Babel(app, locale_selector=lambda: current_user.locale, timezone_selector=lambda: current_user.zone)
    Compress(app)
    app.jinja_env.globals["moment"] = format_datetime
    app.after_request(_protected)
    return app


def _protected(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
