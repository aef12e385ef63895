"""Making a link for one of the owner's cards."""

from flask import Response, abort, make_response, render_template, request, url_for

from tmcard.services import guesting, quoting
from tmcard.services.quoting import CannotRenew, Shelf
from tmcard.services.throttling import TooMany
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.web import currencies, i18n
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.guest_terms import Allow
from tmcard.web.htmx import go
from tmcard.web.refusals import refused
from tmcard.web.sharing.views import blueprint

PAGE = "sharing/new.html"


@blueprint.get("/new")
@owner_required
def new() -> Response:
    """Ask what the link is to allow. Where the card takes no plan now, its plan page says why."""
    card = _own_card()
    try:
        return _page(card, Allow(_shelf(card)), 200)
    except CannotRenew:
        return go(url_for("plans.picker", card=card.ref))


@blueprint.post("/new")
@owner_required
def make() -> Response:
    """Make it, and go on to where it can be passed on."""
    card = _own_card()
    try:
        form = Allow(_shelf(card))
        if not form.validate_on_submit():
            return _page(card, form, 422)
        link = guesting.make(db.session(), card, form.wanted, locale=i18n.language(), now=now())
    except CannotRenew:
        return go(url_for("plans.picker", card=card.ref))
    except TooMany as error:
        return refused(PAGE, form, error, "note", card=card)
    return go(url_for("sharing.show", link=link.ref))


def _own_card() -> Card:
    return cards.of_owner(db.session(), request.args.get("card", ""), signed_in_owner().id) or abort(404)


def _shelf(card: Card) -> Shelf:
    capabilities = house().gateways.capabilities
    return quoting.shelf(db.session(), card, currencies.ours(), currencies.wanted(), now(), capabilities)


def _page(card: Card, form: Allow, status: int) -> Response:
    return make_response(render_template(PAGE, card=card, form=form), status)
