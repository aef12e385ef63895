"""What became of text messages, as the service that carries them tells it. Signed, or it is not believed."""

import structlog
from flask import Response, request

from tmcard.domain.ports import Refused
from tmcard.services import bouncing
from tmcard.web import clock
from tmcard.web.callers import house
from tmcard.web.database import db
from tmcard.web.security import csrf
from tmcard.web.webhooks.views import blueprint

log = structlog.get_logger()
MAX_BODY_BYTES = 16 * 1024
STATUSES = {"forged": 403, "unreadable": 400}


@blueprint.post("/sms")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def sms() -> Response:
    """204 for every signed report, also of texts that are not ours: nobody learns which are."""
    request.max_content_length = MAX_BODY_BYTES
    reports, form = house().gateways.text_reports, list(request.form.items(multi=True))
    try:
        bouncing.hear_report(db.session(), reports, dict(request.headers), form, clock.now())
    except Refused as error:
        log.warning("webhook_refused", source="sms", code=error.code)
        return Response(status=STATUSES[error.code])
    return Response(status=204)
