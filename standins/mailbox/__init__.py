"""A local mailbox for what the site sends: SMTP, an SMS endpoint, a page to read both. And an authenticator app.

Nothing leaves this machine. README.md lists every endpoint and every magic value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import flask

from standins.mailbox import authenticator, pages, returning, texts
from standins.mailbox.letters import KEY, Letters, utc_now
from standins.mailbox.smtp import start_smtp

__all__ = ["create_app", "start_smtp"]


def create_app(
    *, state_path: Path, account_sid: str, auth_token: str, clock: Callable[[], datetime] = utc_now
) -> flask.Flask:
    """Build the mailbox page and the SMS endpoint over the file at `state_path` (made when it is missing).

    `account_sid` and `auth_token` are what the SMS endpoint asks for. Hand the same file and clock to `start_smtp`.
    """
    app = flask.Flask(__name__)
    app.extensions[KEY] = Letters(state_path, clock)
    app.config.update(ACCOUNT_SID=account_sid, AUTH_TOKEN=auth_token)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(texts.blueprint)
    app.register_blueprint(returning.blueprint)
    app.register_blueprint(authenticator.blueprint)
    return app
