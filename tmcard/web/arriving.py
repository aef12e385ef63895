"""Somebody opens a link: its token leaves the address at once, and nothing is written down. Shared by every door.

Mail scanners and chats open links too, and follow the redirect without cookies: what they get must tell nothing.
"""

from typing import Any

from flask import Response, make_response, redirect, render_template

from tmcard.domain.links import Standing
from tmcard.store.models import Link
from tmcard.web import visits
from tmcard.web.security import SECRET


def arrive(link: Link, url: str) -> Response:
    """Go on to the clean address `url`, and let this browser use the link from now on."""
    return visits.open_link(make_response(redirect(url, 303)), link.ref)


def unknown(page: str = "arriving/unknown.html") -> Response:
    """The token is damaged, made for something else, or not ours: 404, and no word about which."""
    return unlisted(make_response(render_template(page), 404))


def gone(page: str, standing: Standing, **context: Any) -> Response:
    """The link was good once: 410, and `page` says why it is not now and what to do."""
    return unlisted(make_response(render_template(page, standing=standing, **context), 410))


def unlisted(response: Response) -> Response:
    """Keep a page that links lead to out of search engines."""
    response.headers["X-Robots-Tag"] = SECRET["X-Robots-Tag"]
    return response
