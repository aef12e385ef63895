"""Who is signed in: Flask-Login over the sessions in the database."""

from datetime import datetime
from typing import Any, cast

import structlog
from flask import Flask, Response, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tmcard.domain.accounts import SEEN_EVERY
from tmcard.domain.identifiers import mask_msisdn
from tmcard.services import accounts, signing_in
from tmcard.services.registering import Opened
from tmcard.store import sessions
from tmcard.store.sessions import Live
from tmcard.web import callers
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The owner on this request. `id` is the owner's key; the cookie holds the session's token instead."""

    def __init__(self, live: Live, token: str) -> None:
        self.id = live.owner_id
        self.locale = live.locale
        self.zone = live.zone
        self.msisdn = mask_msisdn(live.msisdn)
        self.token = token

    def get_id(self) -> str:
        """What the signed cookie holds."""
        return self.token


class Manager(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Flask-Login without its session protection: turned off (see `security`), it hashes browsers' names even so."""

    def _session_protection_failed(self) -> bool:
        return False


def install(app: Flask) -> None:
    """Let Flask-Login know owners by their session."""
    # No context processor: it would ask who is signed in for every template, the page of a lost database included.
    manager = Manager(app, add_context_processor=False)
    manager.user_loader(load)


def load(token: str) -> SignedIn | None:
    """The owner whose live session this is."""
    at = now()
    live = _find(token, at)
    if live is not None and at - live.seen_at >= SEEN_EVERY:
        live = accounts.recognise(db.session(), token, at)  # notes that the device was here
    if live is None:
        return None
    structlog.contextvars.bind_contextvars(owner_id=live.owner_id)  # every later line of this request says who
    return SignedIn(live, token)


def _find(token: str, at: datetime) -> Live | None:
    """The session, and what the view wants to read together with it (see `guards.reading_along`)."""
    read = g.pop("read_along", None)
    if read is None:
        return sessions.find(db.reader(), token, at)
    found = read(db.reader(), token, at)
    if found is None:
        return None
    live, g.was_read_along = found
    return cast(Live, live)


def enter(opened: Opened, url: str) -> Response:
    """Sign this browser in and go on to `url`. Everything in the old cookie is dropped, so that none can be planted."""
    session.clear()
    owner = load(opened.token)
    if owner is not None:
        login_user(owner)
    response = go(url)
    callers.remember_mark(response, opened.mark)
    return response


def leave(url: str) -> Response:
    """End the session here and on the server, and have the browser forget the pages it kept."""
    owner: Any = current_user
    if owner.is_authenticated:
        signing_in.sign_out(db.session(), owner.token, now())
    logout_user()
    session.clear()
    response = go(url)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
