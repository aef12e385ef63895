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
    """Answer 304 before anybody is signed in, where the poller shows the card as it is. All else is left to `view`."""

    @wraps(view)
    def quick(card: str) -> Any:
        return _unchanged(card) or view(card)

    return quick


def _unchanged(card: str) -> Any:
    token = session.get("_user_id")  # where Flask-Login keeps what `SignedIn.get_id` answers
    if not (is_htmx() and TAG in request.headers and isinstance(token, str)):
        return None
    glance = rows.glance(db.session(), token, card, now())
    return unchanged(pictures.tag([glance.mark], glance.locale, now())) if glance is not None else None
