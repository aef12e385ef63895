"""One view, two forms: a whole page for the browser, a partial for htmx 4."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request

TAG = "HX-PTag"


def is_htmx() -> bool:
    """Whether the answer is swapped into a page. htmx asks for a `full` page when it replaces the whole body."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def respond(page: str, partial: str, status: int = 200, **context: Any) -> Response:
    """Render `partial` for htmx and `page`, which includes it, for a browser."""
    response = make_response(render_template(partial if is_htmx() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def go(url: str) -> Response:
    """Leave for `url` after a POST: 303, or under htmx a header, since fetch would follow a 303 inside the request."""
    return leave(url, htmx_status=200)


def leave(url: str, *, htmx_status: int) -> Response:
    """`go` with the status that htmx is told."""
    if not is_htmx():
        response = make_response(redirect(url, 303))
    else:
        response = make_response("", htmx_status)
        response.headers["HX-Redirect"] = url
    response.vary.add("HX-Request")
    return response


def unchanged(tag: str) -> Response | None:
    """304 when the poller already shows `tag` (it swaps nothing then); else None: render, and `tagged` the answer."""
    if not is_htmx() or request.headers.get(TAG) != tag:
        return None
    return tagged(make_response("", 304), tag)


def tagged(response: Response, tag: str) -> Response:
    """Name what the answer shows, so that the next poll can say it has it."""
    response.headers[TAG] = tag
    return response
