"""The link that proves an address: opening it shows a button, pressing the button proves it. No sign-in.

No CSRF token is asked for either: the token in the address is the proof, and there is nothing else to do.
"""

from flask import Response, make_response, render_template
from flask_babel import force_locale

from tmcard.domain.addresses import mask_email
from tmcard.domain.links import Standing
from tmcard.services import confirming
from tmcard.services.confirming import Asked
from tmcard.web import arriving
from tmcard.web.callers import keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.security import csrf
from tmcard.web.unsubscribe.views import blueprint

PAGE = "unsubscribe/confirm.html"


@blueprint.get("/e/<token>")
def confirm(token: str) -> Response:
    """Which address is to be confirmed, and the button. Changes nothing: scanners open links too."""
    return _page(confirming.asked_at(db.session(), keys(), token, now()), token, done=False)


@blueprint.post("/e/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def confirmed(token: str) -> Response:
    """Take the address as proven."""
    return _page(confirming.confirm(db.session(), keys(), token, now()), token, done=True)


def _page(asked: Asked | None, token: str, *, done: bool) -> Response:
    if asked is None:
        return arriving.unknown()
    with force_locale(asked.locale):
        if asked.standing is not Standing.OPEN:
            return arriving.gone("unsubscribe/confirm_gone.html", asked.standing)
        page = render_template(PAGE, address=mask_email(asked.email), key=token, done=done)
        return make_response(page)
