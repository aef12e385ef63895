"""The fast answer to an open dashboard that asks again: nothing has changed, told by one small read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request, session

from tmcard.store import views as rows
from tmcard.web.clock import now
from tmcard.web.dashboard import pictures
from tmcard.web.database import db
from tmcard.web.htmx import TAG, is_htmx, unchanged

View = Callable[..., Any]


def answers_unchanged(view: View) -> View:
    """Answer 304 where the poller shows the cards as they are, at one read; leave all else to `view` and its guards."""

    @wraps(view)
    def quick(card: str | None = None) -> Any:
        return _unchanged(card) or (view() if card is None else view(card))

    return quick


def _unchanged(card: str | None) -> Any:
    token = session.get("_user_id")  # where Flask-Login keeps what `SignedIn.get_id` answers
    if not (is_htmx() and TAG in request.headers and isinstance(token, str)):
        return None
    glance = rows.glance(db.session(), token, card, now())
    return unchanged(pictures.tag(glance.marks, glance.locale, now())) if glance is not None else None
