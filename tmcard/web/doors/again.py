"""A link has ended: have a fresh one sent to where its owner's mails go. The answer is the same whatever happens."""

from flask import Response

from tmcard.domain.links import Purpose
from tmcard.services import linking, renewing
from tmcard.store import links
from tmcard.web import arriving, visits
from tmcard.web.callers import keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.doors import pages
from tmcard.web.doors.views import blueprint
from tmcard.web.security import csrf


@blueprint.post("/r/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def send_for_token(token: str) -> Response:
    """From the page that the token itself opened. It sends no referrer, and whoever has the token could do no more
    with a form token: hence none.
    """
    link = linking.find(db.session(), keys(), Purpose.RENEW, token)
    if link is None:
        return arriving.unknown("doors/unknown.html")
    renewing.send_again(db.session(), link, now())
    return pages.sent(link)


@blueprint.post("/renew/<link>/again")
def send_again(link: str) -> Response:
    """The same from a browser that opened the link while it was good."""
    found = links.by_ref(db.session(), link, Purpose.RENEW)
    if found is None:
        return arriving.unknown("doors/unknown.html")
    if not visits.has_opened(link):
        return pages.closed(found)
    renewing.send_again(db.session(), found, now())
    return pages.sent(found)
