"""The signed cookie and the token in forms: Flask's and Flask-WTF's own, with signers that are made once.

Both make a signer for each request, which takes longer than signing. What is signed stays theirs.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature

from tmcard.web.signing import Signing

#: What Flask-WTF calls its token, in the form, in the session and in `g`, and the salt that it signs with.
CSRF = "csrf_token"
CSRF_SALT = "wtf-csrf-token"


class SignedCookies(SecureCookieSessionInterface):
    """Flask's sessions. A cookie that nothing was put into is not looked at again."""

    def get_signing_serializer(self, app: Flask) -> Signing | None:
        """The signer for the keys that are in force."""
        if not app.secret_key:
            return None
        return _cookie_signer(app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds. Found without reading all the others; where that fails, Flask looks itself."""
        found, signer = cookie(app, request.environ), self.get_signing_serializer(app)
        if found is None or signer is None:
            return super().open_session(app, request)
        try:
            return self.session_class(signer.loads(found, max_age=lifetime(app)))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, or leave a page alone that already says that it depends on one."""
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Use such sessions, and let templates ask for `form_token()`."""
    app.session_interface = SignedCookies()
    app.jinja_env.globals["form_token"] = form_token


def cookie(app: Flask, environ: Mapping[str, Any]) -> str | None:
    """The session's cookie, unread, where it stands there plainly."""
    found = _cookie_named(app.config["SESSION_COOKIE_NAME"]).search(environ.get("HTTP_COOKIE", ""))
    return found[1] if found is not None else None


def lifetime(app: Flask) -> int:
    """For how many seconds a session's cookie is good."""
    return int(app.permanent_session_lifetime.total_seconds())


def form_token() -> str:
    """The token that every form of the page carries. Flask-WTF makes the first of a session and checks them all."""
    held: Any = g._get_current_object()
    if CSRF not in held:
        kept = session.get(CSRF)
        held.csrf_token = _form_signer(current_app.secret_key or "").dumps(kept) if kept else generate_csrf()
    return str(held.csrf_token)


@lru_cache(maxsize=8)
def _cookie_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|; ){re.escape(name)}=([\w.-]+)(?:;|$)", re.ASCII)


@lru_cache(maxsize=8)
def _cookie_signer(key: str | bytes, *fallbacks: str | bytes) -> Signing:
    theirs = SecureCookieSessionInterface
    how = {"key_derivation": theirs.key_derivation, "digest_method": theirs.digest_method}
    # itsdangerous wants the newest key last
    return Signing([*fallbacks, key], salt=theirs.salt, serializer=theirs.serializer, signer_kwargs=how)


@lru_cache(maxsize=8)
def _form_signer(key: str | bytes) -> Signing:
    return Signing(key, salt=CSRF_SALT)
