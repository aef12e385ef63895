"""The pages behind a link to renew. Of the card they show its last four digits: its name is its owner's own word."""

from flask import Response, make_response, render_template

from tmcard.domain.links import Standing
from tmcard.services import quoting
from tmcard.services.quoting import CannotRenew
from tmcard.store import cards, orders
from tmcard.store.models import Link, Order
from tmcard.web import arriving, visits
from tmcard.web.approving import allow_approval
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.doors.forms import Renew
from tmcard.web.doors.suggesting import Suggested
from tmcard.web.previews import preview
from tmcard.web.unbegun import Said


def offer(link: Link, suggested: Suggested | None, form: Renew | None = None, said: Said | None = None) -> Response:
    """What is left, what the plan does, what it costs, and the button that pays."""
    if suggested is None:
        return _answer("doors/nothing.html", link, 200)
    allow_approval()
    status = 422 if form is not None and form.errors else 200
    reading = cards.reading(link.card) if link.card is not None else None
    response = _answer(
        "doors/renew.html", link, status, card=link.card, reading=reading, suggested=suggested,
        form=form or Renew(suggested), said=said, now=now(),
    )  # fmt: skip
    return said.on(response) if said is not None else response


def cannot(link: Link, refusal: CannotRenew) -> Response:
    """The card takes no renewal now: why, and the way to the order that is under way, for who may see it."""
    return _answer("doors/cannot.html", link, 409, reason=refusal.reason, order=_seen(link))


def over(link: Link, standing: Standing, again_url: str) -> Response:
    """The link may not be used: why, and one button that has a fresh one sent to the owner."""
    return _answer("doors/over.html", link, 410, standing=standing, again_url=again_url, order=_seen(link))


def sent(link: Link) -> Response:
    """A fresh link was asked for: the same words whether one goes out or not."""
    return _answer("doors/sent.html", link, 200)


def closed(link: Link) -> Response:
    """For whoever has the clean address alone: chats that make a preview, and browsers that keep no cookies."""
    return _answer("doors/closed.html", link, 200)


def _answer(page: str, link: Link, status: int, **context: object) -> Response:
    text = render_template(page, link=link, preview=preview(link), **context)
    return arriving.unlisted(make_response(text, status))


def _seen(link: Link) -> Order | None:
    """The newest order of the link that this browser may see."""
    found = orders.through(db.session(), link.id)
    latest = next((each for each in found if visits.may_see(each.ref, each.visitor_hash)), None)
    if latest is None:
        return None
    return quoting.successor(db.session(), latest) or latest
