"""Staff make a link with which somebody pays for the card of an order, in its owner's name."""

from flask import Response, abort, make_response, render_template, url_for

from tmcard.domain.staff import actor
from tmcard.services import guesting, quoting
from tmcard.services.quoting import CannotRenew, Shelf
from tmcard.services.throttling import TooMany
from tmcard.store import guests
from tmcard.store.models import Card, Order
from tmcard.web import currencies
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guest_terms import Allow
from tmcard.web.htmx import go
from tmcard.web.links import guest_url
from tmcard.web.passing_on import code
from tmcard.web.refusals import refused
from tmcard.web.staff import reading
from tmcard.web.staff.guard import blueprint, name, staff_required

PAGE = "staff/link.html"


@blueprint.get("/orders/<ref>/link")
@staff_required
def link(ref: str) -> Response:
    """Ask what the link is to allow."""
    order = _owned(ref)
    try:
        return _page(order, Allow(_shelf(order.card)), 200)
    except CannotRenew:
        return go(url_for("staff.order", ref=ref))


@blueprint.post("/orders/<ref>/link")
@staff_required
def make_link(ref: str) -> Response:
    """Make it, in the language of the card's owner."""
    order = _owned(ref)
    try:
        form = Allow(_shelf(order.card))
        if not form.validate_on_submit():
            return _page(order, form, 422)
        facts = {"locale": order.card.owner.locale if order.card.owner else "en", "made_by": actor(name())}
        made = guesting.make(db.session(), order.card, form.wanted, now=now(), **facts)
    except CannotRenew:
        return go(url_for("staff.order", ref=ref))
    except TooMany as error:
        return refused(PAGE, form, error, "note", order=order)
    return go(url_for("staff.made_link", ref=ref, link=made.ref))


@blueprint.get("/orders/<ref>/links/<link>")
@staff_required
def made_link(ref: str, link: str) -> Response:
    """The link, to be sent to whoever asked for it."""
    order = _owned(ref)
    found = guests.of_owner(db.session(), link, order.card.owner_id or 0) or abort(404)
    if found.card_id != order.card_id:
        abort(404)
    url = guest_url(found)
    return make_response(render_template("staff/link_made.html", order=order, url=url, code=code(url)))


def _owned(ref: str) -> Order:
    """An order whose card has an owner, or 404."""
    order = reading.order_named(db.session(), ref)
    return order if order.card.owner_id is not None else abort(404)


def _shelf(card: Card) -> Shelf:
    capabilities = house().gateways.capabilities
    return quoting.shelf(db.session(), card, currencies.ours(), currencies.wanted(), now(), capabilities)


def _page(order: Order, form: Allow, status: int) -> Response:
    return make_response(render_template(PAGE, order=order, form=form), status)
