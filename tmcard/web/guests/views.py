"""A guest opens a link, and sees exactly what it allows."""

from flask import Blueprint, Response, url_for

from tmcard.domain.links import Purpose
from tmcard.services import guesting, linking
from tmcard.services.quoting import CannotRenew, NoSuchCard
from tmcard.store import links
from tmcard.store.models import Link
from tmcard.web import arriving, visits
from tmcard.web.callers import keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guests import pages
from tmcard.web.guests.forms import GuestPay

blueprint = Blueprint("guests", __name__)


@blueprint.get("/g/<token>")
def enter(token: str) -> Response:
    """Take the token out of the address. Changes nothing, whoever opens it."""
    link = linking.find(db.session(), keys(), Purpose.GUEST, token)
    if link is None:
        return arriving.unknown()
    ended = guesting.refusal(db.session(), link, now())
    if ended is not None:
        return pages.gone(link, ended)
    return arriving.arrive(link, url_for("guests.offer", link=link.ref))


@blueprint.get("/guest/<link>")
def offer(link: str) -> Response:
    """What may be paid, to this browser if it opened the link."""
    found = known(link)
    if isinstance(found, Response):
        return found
    if not visits.has_opened(link):
        return pages.closed(found)
    try:
        return pages.page(found, GuestPay(pages.offered(found)))
    except (CannotRenew, NoSuchCard) as error:
        return pages.why_not(found, error)


def known(ref: str) -> Link | Response:
    """The link called so, or the page that says why there is nothing to pay."""
    link = links.by_ref(db.session(), ref, Purpose.GUEST)
    if link is None:
        return arriving.unknown()
    ended = guesting.refusal(db.session(), link, now())
    return link if ended is None else pages.gone(link, ended)
