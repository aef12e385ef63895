"""An owner's links, each with what it allows and what was paid through it."""

from flask import Blueprint, Response, abort, make_response, render_template, url_for

from tmcard.services import guesting, splitting
from tmcard.services.guesting import Made
from tmcard.store import cards, guests, plans
from tmcard.store.models import Link
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go
from tmcard.web.links import guest_url
from tmcard.web.passing_on import code

blueprint = Blueprint("sharing", __name__, url_prefix="/account/links")


@blueprint.get("/")
@owner_required
def index() -> Response:
    """All links of the owner, and what they paid for others themselves."""
    session, owner_id = db.session(), signed_in_owner().id
    made, kept = guesting.of_owner(session, owner_id, now()), guests.kept_by(session, owner_id)
    owned = cards.all_of_owner(session, owner_id)
    return make_response(render_template("sharing/index.html", all_made=made, kept=kept, cards=owned))


@blueprint.get("/<link>")
@owner_required
def show(link: str) -> Response:
    """One link, to be passed on while it opens something."""
    found = own_link(link)
    made = the_made(found)
    url = guest_url(found) if made.ended is None else ""
    named = [plan for sku in made.terms.skus or () if (plan := plans.newest(db.session(), sku)) is not None]
    split = splitting.told_of_link(db.session(), found.id)
    page = render_template(
        "sharing/link.html", made=made, named=named, url=url, code=code(url) if url else "", split=split
    )
    return make_response(page)


@blueprint.get("/<link>/revoke")
@owner_required
def revoke(link: str) -> Response:
    """Say what taking a link back means, and ask."""
    made = the_made(own_link(link))
    if made.ended is not None:
        return go(url_for("sharing.show", link=link))
    split = splitting.told_of_link(db.session(), made.link.id)
    return make_response(render_template("sharing/revoke.html", made=made, split=split))


@blueprint.post("/<link>/revoke")
@owner_required
def revoke_now(link: str) -> Response:
    """Take it back."""
    guesting.revoke(db.session(), own_link(link), now())
    return go(url_for("sharing.show", link=link))


def own_link(ref: str) -> Link:
    """The signed-in owner's link, or 404."""
    return guests.of_owner(db.session(), ref, signed_in_owner().id) or abort(404)


def the_made(link: Link) -> Made:
    """The link with what became of it."""
    return guesting.made(db.session(), [link], now())[0]
