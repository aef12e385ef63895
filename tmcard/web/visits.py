"""A narrow session: which links this browser has opened, and a mark by which the orders that it made are known again.

In a signed cookie of its own, so that signing in (which clears the other one) takes nothing away, and so that opening
a link writes nothing down: mail scanners open them all.
"""

import secrets
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

from flask import Response, g, request
from itsdangerous import BadData

from tmcard.web.callers import house, signer

SALT = "tmcard.visit"
LIFETIME_SECONDS = 12 * 3600
#: The oldest are forgotten first.
MOST = 8


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser may see without being signed in: links it opened, and orders it was shown, by their refs."""

    mark: str = ""
    links: tuple[str, ...] = field(default=())
    orders: tuple[str, ...] = field(default=())


def current() -> Visit:
    """The visit of this browser; an empty one where there is none, or it is over."""
    if "visit" not in g:
        g.visit = _read()
    found: Visit = g.visit
    return found


def has_opened(link_ref: str) -> bool:
    """Whether this browser came through the link. Whether the link still stands is for the caller to ask."""
    return link_ref in current().links


def may_see(order_ref: str, visitor_hash: str | None) -> bool:
    """Whether the order was made in this browser, or shown to it by a link of its own."""
    visit = current()
    return order_ref in visit.orders or (bool(visit.mark) and visitor_hash == hash_of(visit.mark))


def visitor_hash() -> str | None:
    """What orders made in this browser are known by. None before it opened a link."""
    mark = current().mark
    return hash_of(mark) if mark else None


def hash_of(mark: str) -> str:
    """How a mark is kept in the database."""
    return sha256(mark.encode()).hexdigest()


def open_link(response: Response, link_ref: str) -> Response:
    """Let this browser use the link from now on."""
    visit = current()
    return _keep(response, replace(visit, links=_with(visit.links, link_ref)))


def show_order(response: Response, order_ref: str) -> Response:
    """Let this browser see the order from now on."""
    visit = current()
    return _keep(response, replace(visit, orders=_with(visit.orders, order_ref)))


def _keep(response: Response, visit: Visit) -> Response:
    g.visit = visit = replace(visit, mark=visit.mark or secrets.token_urlsafe(24))
    value, secure = signer(SALT).dumps(asdict(visit)), house().config.is_https
    response.set_cookie(_name(), str(value), LIFETIME_SECONDS, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def _read() -> Visit:
    text = request.cookies.get(_name())
    if text is None:
        return Visit()
    try:
        held = signer(SALT).loads(text, max_age=LIFETIME_SECONDS)
    except BadData:
        return Visit()
    return Visit(held["mark"], tuple(held["links"]), tuple(held["orders"]))


def _with(known: tuple[str, ...], ref: str) -> tuple[str, ...]:
    return (*(each for each in known if each != ref), ref)[-MOST:]


def _name() -> str:
    return "__Host-visit" if house().config.is_https else "visit"
