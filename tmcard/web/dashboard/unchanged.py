"""The fast answer to an open dashboard that asks again: nothing has changed, told in front of Flask by one small read.

Most requests of an open site are such polls. All that is not plainly one, and all that goes wrong here,
is left to the views and their guards.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from flask import Flask
from itsdangerous import BadData
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tmcard.domain.attention import is_noted
from tmcard.store import views as rows
from tmcard.web.clock import now
from tmcard.web.dashboard import pictures
from tmcard.web.database import db
from tmcard.web.htmx import TAG

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLLED = re.compile(r"/dashboard/cards(?:/(?P<card>\w+)/(?:remaining|renewal))?")
#: Cookies of open pages, whose signature is not checked at each poll. Whether the session lives is asked each time.
OPEN_PAGES = 4096
#: A 304 has no body that any policy could guard, so it carries no more than this; nor is it worth a line in the log.
HEADERS = [("Cache-Control", "no-store")]


def install(app: Flask) -> None:
    """Put it in front."""
    app.wsgi_app = Unchanged(app)  # type: ignore[method-assign]  # the way Flask means middleware to be put on


class Unchanged:
    """WSGI middleware: 304 where the poller shows its cards as they are."""

    def __init__(self, app: Flask) -> None:
        self._app, self._views = app, app.wsgi_app
        self._cookie = re.compile(rf"(?:^|; ){re.escape(app.config['SESSION_COOKIE_NAME'])}=([^;]+)")
        self._token = lru_cache(OPEN_PAGES)(self._read_token)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or hand on."""
        tag = environ.get("HTTP_HX_PTAG")
        if tag is None or not self._shows(tag, environ):
            return self._views(environ, start_response)
        start_response("304 NOT MODIFIED", [(TAG, tag), *HEADERS])
        return []

    def _shows(self, tag: str, environ: "WSGIEnvironment") -> bool:
        """Whether `tag` names what the page of a signed-in poller should show now."""
        polled = POLLED.fullmatch(environ["PATH_INFO"])
        cookie = self._cookie.search(environ.get("HTTP_COOKIE", ""))
        if polled is None or cookie is None or environ["REQUEST_METHOD"] != "GET" or "HTTP_HX_REQUEST" not in environ:
            return False
        token = self._token(cookie[1])
        return token is not None and tag == self._tag(token, polled["card"])

    def _tag(self, token: str, card: str | None) -> str | None:
        at = now(self._app)
        try:
            glance = rows.glance(self._engine, token, card, at)
        except SQLAlchemyError:
            return None
        if glance is None or not all(is_noted(mark.looked_at, at) for mark in glance.marks):
            return None  # the views write down that somebody looks
        return pictures.tag(glance.marks, glance.locale, at)

    def _read_token(self, cookie: str) -> str | None:
        """What Flask-Login keeps of `SignedIn.get_id` in the signed cookie."""
        signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        try:
            token = signer.loads(cookie, max_age=int(self._app.permanent_session_lifetime.total_seconds()))["_user_id"]
        except (BadData, KeyError):
            return None
        return token if isinstance(token, str) else None

    @cached_property
    def _engine(self) -> Engine:
        with self._app.app_context():
            return db.engine
