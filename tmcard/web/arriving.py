"""Somebody opens a link: its token leaves the address at once, and nothing is written down. Shared by every door.

Mail scanners and chats open links too, and follow the redirect without cookies: what they get must tell nothing.
"""

from typing import Any

from flask import Response, make_response, redirect, render_template

from tmcard.domain.links import Standing
from tmcard.store.models import Link
from tmcard.web import visits

#: The token must reach nobody else: no address as a referrer, no search engine. The site's name may: forms on these
#: pages (the language) are refused under https where no referrer comes with them. None is kept: see `security`.
SECRET = {"Referrer-Policy": "origin", "X-Robots-Tag": "noindex, nofollow"}


def arrive(link: Link, url: str) -> Response:
    """Go on to the clean address `url`, and let this browser use the link from now on."""
    return visits.open_link(secret(make_response(redirect(url, 303))), link.ref)


def unknown(page: str = "arriving/unknown.html") -> Response:
    """The token is damaged, made for something else, or not ours: 404, and no word about which."""
    return secret(make_response(render_template(page), 404))


def gone(page: str, standing: Standing, **context: Any) -> Response:
    """The link was good once: 410, and `page` says why it is not now and what to do."""
    return secret(make_response(render_template(page, standing=standing, **context), 410))


def secret(response: Response) -> Response:
    """Give the answer to an address that holds a token the headers that keep the token here."""
    response.headers.update(SECRET)
    return response


def unlisted(response: Response) -> Response:
    """Keep a page that links lead to out of search engines. Its forms need a referrer, so it may send one to us."""
    response.headers["X-Robots-Tag"] = SECRET["X-Robots-Tag"]
    return response
