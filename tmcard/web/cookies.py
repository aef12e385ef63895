"""The signed cookie and the token in forms: Flask's and Flask-WTF's own, with signers that are made once.

Both make a signer for each request, which takes longer than signing. What is signed stays theirs.
"""

from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf

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

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, or leave a page alone that already says that it depends on one."""
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Use such sessions, and let templates ask for `form_token()`."""
    app.session_interface = SignedCookies()
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """The token that every form of the page carries. Flask-WTF makes the first of a session and checks them all."""
    held: Any = g._get_current_object()
    if CSRF not in held:
        kept = session.get(CSRF)
        held.csrf_token = _form_signer(current_app.secret_key or "").dumps(kept) if kept else generate_csrf()
    return str(held.csrf_token)


@lru_cache(maxsize=8)
def _cookie_signer(key: str | bytes, *fallbacks: str | bytes) -> Signing:
    theirs = SecureCookieSessionInterface
    how = {"key_derivation": theirs.key_derivation, "digest_method": theirs.digest_method}
    # itsdangerous wants the newest key last
    return Signing([*fallbacks, key], salt=theirs.salt, serializer=theirs.serializer, signer_kwargs=how)


@lru_cache(maxsize=8)
def _form_signer(key: str | bytes) -> Signing:
    return Signing(key, salt=CSRF_SALT)
