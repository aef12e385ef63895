"""From the guest's choice to PayPal, or to the page with all ways to pay, in one tap."""

from flask import Response, request, url_for

from tmcard.services import guesting
from tmcard.services.guesting import LinkEnded, Offered
from tmcard.services.quoting import CannotRenew, NoSuchCard
from tmcard.services.quoting.quote import Wish
from tmcard.store.models import Link, Order
from tmcard.web import approving, i18n, said, visits
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guests import pages
from tmcard.web.guests.forms import GuestPay
from tmcard.web.guests.views import blueprint, known
from tmcard.web.htmx import go

ENDED = (CannotRenew, LinkEnded, NoSuchCard)


@blueprint.post("/guest/<link>")
def pay(link: str) -> Response:
    """Freeze the choice and go on to pay it: with `way` at PayPal at once, else among all ways."""
    found = known(link)
    if isinstance(found, Response):
        return found
    if not visits.has_opened(link):
        return go(url_for("guests.offer", link=link))
    try:
        return _pay(found, GuestPay(pages.offered(found)))
    except ENDED as error:
        return pages.why_not(found, error)


def _pay(link: Link, form: GuestPay) -> Response:
    is_good = form.validate_on_submit()
    if form.chosen is None or not is_good:
        return pages.page(link, form, 422)
    if form.has_moved:
        return pages.page(link, form, said=pages.MOVED)
    try:
        order = _order(link, form, form.chosen)
        is_paypal = request.form.get("way") == "paypal"
        return go(approving.begin(order) if is_paypal else url_for("checkout.show", ref=order.ref))
    except tuple(pages.STOPS) as error:
        return pages.page(link, GuestPay(pages.offered(link)), said=pages.STOPS[type(error)])


def _order(link: Link, form: GuestPay, chosen: Offered) -> Order:
    wish = Wish(
        owner_id=link.owner_id,
        card_ref=link.card.ref if link.card is not None else "",
        sku=chosen.offer.sku,
        form_token=form.token_for(link.ref),
        currency=chosen.price.currency,
        locale=i18n.language(),
        zone=i18n.zone(),
        starts=chosen.starts,
        link_id=link.id,
        visitor_hash=visits.visitor_hash(),
        codes=said.codes(),
        email=str(form.email.data),
    )
    carriers = house().gateways.capabilities
    return guesting.order(db.session(), wish, chosen.price, now=now(), carriers=carriers)
