"""Every failure has one page: which exception gets which is this table, and nothing else decides it."""

from dataclasses import dataclass

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from tmcard.domain.ports import GatewayError
from tmcard.services.throttling import TooMany
from tmcard.web.htmx import is_htmx
from tmcard.web.refusals import seconds_until

log = structlog.get_logger()

#: Headers of an HTTP error that say what would be right.
TELLING = ("Allow", "Retry-After")
#: Where the layout has room for a failure that came back to htmx.
ALERT = "#alert"


@dataclass(frozen=True, slots=True)
class Failure:
    """What the reader gets: a status and a page in `templates/errors/`."""

    status: int
    page: str
    retry_after_seconds: int | None = None


#: Blueprints add their own before `install`. A subclass is found before its parents.
ERRORS: dict[type[Exception], Failure] = {
    CSRFError: Failure(400, "stale"),
    GatewayError: Failure(503, "partner", retry_after_seconds=60),
    OperationalError: Failure(503, "503", retry_after_seconds=10),
    TooMany: Failure(429, "429"),
}
STATUSES = (400, 403, 404, 405, 413, 429, 500, 503)


def install(app: Flask) -> None:
    """Answer every failure with its page."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(SecurityError, _answer_wrong_host)
    for kind in ERRORS:
        app.register_error_handler(kind, _answer_known)


def answer(failure: Failure) -> Response:
    """The failure's page; for htmx a fragment that goes into the alert of the page, so that nothing typed is lost."""
    fragment = is_htmx()
    if failure.status >= 500:
        g.failing = True  # whatever failed may well be what tells who is signed in
    skeleton = "errors/_error.html" if fragment else "errors/page.html"
    page = render_template(
        f"errors/{failure.page}.html", skeleton=skeleton, status=failure.status, request_id=g.get("request_id", "")
    )
    response = make_response(page, failure.status)
    response.vary.add("HX-Request")
    if fragment:
        response.headers.update({"HX-Retarget": ALERT, "HX-Reswap": "innerHTML"})
    if failure.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(failure.retry_after_seconds)
    return response


def _answer_http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    response = answer(Failure(error.code, _nearest(error.code)))
    for name, value in error.get_headers():
        if name in TELLING:
            response.headers[name] = value
    return response


def _answer_known(error: Exception) -> Response:
    kind = next(kind for kind in type(error).__mro__ if kind in ERRORS)
    if ERRORS[kind].status >= 500:
        current_app.logger.error("%s", kind.__name__, exc_info=error)
    else:
        log.warning("refused", reason=kind.__name__)
    response = answer(ERRORS[kind])
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(seconds_until(error.until))
    return response


def _answer_wrong_host(_error: SecurityError) -> Response:
    """No page of ours: its links would lead to the host that was made up."""
    return Response("Bad request\n", 400, mimetype="text/plain")


def _nearest(status: int) -> str:
    if status in STATUSES:
        return str(status)
    return "500" if status >= 500 else "400"
