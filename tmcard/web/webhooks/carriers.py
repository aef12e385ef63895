"""The carriers' webhooks. Thanked for whatever they say, so that nobody learns which cards are known here."""

import structlog
from flask import Response, abort, current_app, request

from tmcard.domain.ports import CardHints, Refused
from tmcard.services import hearing_cards
from tmcard.web import clock
from tmcard.web.database import db
from tmcard.web.security import csrf
from tmcard.web.webhooks.views import blueprint
from tmcard.wiring import House

log = structlog.get_logger()
#: A notice is a few hundred bytes.
MAX_BODY_BYTES = 16 * 1024
STATUSES = {"forged": 401, "unreadable": 400}


@blueprint.post("/esimaccess")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def esimaccess() -> Response:
    """Unsigned: whoever sends it can do no more than have a card looked at a little earlier."""
    return _take("esimaccess")


@blueprint.post("/airalo")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def airalo() -> Response:
    """Signed. A status of 204 or more would count as a failure and bring it again."""
    return _take("airalo")


@blueprint.get("/airalo")
def airalo_awake() -> Response:
    """Whether somebody listens: asked by HEAD when notices are subscribed to."""
    _hints("airalo")
    return Response(status=200, mimetype="text/plain")


def _take(carrier: str) -> Response:
    request.max_content_length = MAX_BODY_BYTES
    hints, raw = _hints(carrier), request.get_data(cache=False)
    try:
        hearing_cards.hear_card(db.session(), carrier, hints, dict(request.headers), raw, clock.now())
    except Refused as error:
        log.warning("webhook_refused", source=carrier, code=error.code)
        return Response(status=STATUSES[error.code])
    return Response(status=200)


def _hints(carrier: str) -> CardHints:
    """How the carrier's notices are read; 404 where it is not wired."""
    house: House = current_app.extensions["tmcard"]
    return house.gateways.card_hints.get(carrier) or abort(404)
