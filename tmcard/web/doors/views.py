"""Somebody opens the link in a reminder, or in a receipt. Opening changes nothing: scanners open links too."""

from flask import Blueprint, Response, make_response, redirect, url_for

from tmcard.domain.links import LIFETIMES, Purpose, Standing, ref_of
from tmcard.services import linking, renewing
from tmcard.services.quoting import CannotRenew
from tmcard.store import links, orders
from tmcard.store.models import Link
from tmcard.web import arriving, visits
from tmcard.web.callers import keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.doors import pages
from tmcard.web.doors.suggesting import suggested

blueprint = Blueprint("doors", __name__)


@blueprint.get("/r/<token>")
def enter(token: str) -> Response:
    """Take the token of a link to renew out of the address."""
    link = linking.find(db.session(), keys(), Purpose.RENEW, token)
    if link is None:
        return arriving.unknown("doors/unknown.html")
    standing = renewing.standing(db.session(), link, now())
    if standing is not Standing.OPEN:
        return pages.over(link, standing, url_for("doors.send_for_token", token=token))
    return arriving.arrive(link, url_for("doors.renew", link=link.ref))


@blueprint.get("/renew/<link>")
def renew(link: str) -> Response:
    """The suggested plan and one button that pays, in a browser that opened the link."""
    found = known(link)
    if isinstance(found, Response):
        return found
    try:
        return pages.offer(found, suggested(found))
    except CannotRenew as refusal:
        return pages.cannot(found, refusal)


@blueprint.get("/o/<token>")
def order(token: str) -> Response:
    """Back to what somebody paid without an account: the token of the order leaves the address."""
    ref = ref_of(keys(), Purpose.ORDER, token)
    found = orders.by_ref(db.session(), ref) if ref is not None else None
    if found is None:
        return arriving.unknown()
    if found.created_at + LIFETIMES[Purpose.ORDER] <= now():
        return arriving.gone("doors/order_over.html", Standing.EXPIRED)
    answer = make_response(redirect(url_for("checkout.show", ref=found.ref), 303))
    return visits.show_order(answer, found.ref)


def known(ref: str) -> Link | Response:
    """The link called so, if this browser opened it and it stands; else the page to show instead."""
    link = links.by_ref(db.session(), ref, Purpose.RENEW)
    if link is None:
        return arriving.unknown("doors/unknown.html")
    if not visits.has_opened(ref):
        return pages.closed(link)
    standing = renewing.standing(db.session(), link, now())
    return link if standing is Standing.OPEN else pages.over(link, standing, url_for("doors.send_again", link=ref))
