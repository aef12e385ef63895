"""A guest who has signed in keeps the payment in their account."""

from flask import Response, url_for

from tmcard.services import guesting
from tmcard.web.checkout.access import payable_order
from tmcard.web.checkout.views import blueprint
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go


@blueprint.post("/<ref>/keep")
@owner_required
def keep(ref: str) -> Response:
    """Keep it, if it is theirs to pay: it is on the list of what they paid for others from then on."""
    guesting.keep(db.session(), payable_order(ref), signed_in_owner().id)
    return go(url_for("checkout.show", ref=ref))
