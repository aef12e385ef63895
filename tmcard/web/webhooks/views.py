"""Webhooks: keep, answer, look later. No content of theirs is believed."""

import structlog
from flask import Blueprint, Response, current_app, request

from tmcard.domain.ports import GatewayError, Refused
from tmcard.services import hearing
from tmcard.web import clock
from tmcard.web.database import db
from tmcard.web.security import csrf
from tmcard.wiring import House

log = structlog.get_logger()
blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")
#: PayPal's largest events are a few kilobytes.
MAX_BODY_BYTES = 256 * 1024


@blueprint.post("/paypal")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def paypal() -> Response:
    """200 for everything taken in, known, or of no use; 401 for a forgery; 503 when it should come again."""
    request.max_content_length = MAX_BODY_BYTES
    house: House = current_app.extensions["tmcard"]
    raw = request.get_data(cache=False)
    try:
        payment_id = hearing.hear_payment(db.session(), house.gateways.hints, dict(request.headers), raw, clock.now())
    except Refused as error:
        log.warning("webhook_refused", source="paypal", code=error.code)
        return Response(status=401)
    except GatewayError as error:
        log.warning("webhook_postponed", source="paypal", code=error.code)
        return Response(status=503, headers={"Retry-After": "60"})
    if payment_id is not None:
        house.gateways.wake.payment(payment_id)
    return Response(status=200)
