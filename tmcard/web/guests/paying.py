"""From the guest's choice to PayPal, or to the page with all ways to pay, in one tap."""

from flask import Response, request, url_for

from tmcard.services import guesting, paying
from tmcard.services.guesting import LinkEnded, Offered
from tmcard.services.paying import NotOpen, PaymentUndecided, Urls
from tmcard.services.quoting import CannotRenew, NoSuchCard
from tmcard.services.quoting.quote import Wish
from tmcard.store.models import Link, Order
from tmcard.web import i18n, visits
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guests import pages
from tmcard.web.guests.forms import GuestPay
from tmcard.web.guests.views import blueprint, known
from tmcard.web.htmx import go

ENDED = (CannotRenew, LinkEnded, NoSuchCard)
#: The order's own page tells how it stands.
ELSEWHERE = (NotOpen, PaymentUndecided)


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
        return pages.page(link, form, 409, pages.MOVED)
    try:
        order = _order(link, form, form.chosen)
        return go(_till(order) if request.form.get("way") == "paypal" else url_for("checkout.show", ref=order.ref))
    except tuple(pages.STOPS) as error:
        said = pages.STOPS[type(error)]
        return pages.page(link, GuestPay(pages.offered(link)), said.status, said)


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
        email=str(form.email.data),
    )
    carriers = house().gateways.capabilities
    return guesting.order(db.session(), wish, chosen.price, now=now(), carriers=carriers)


def _till(order: Order) -> str:
    """PayPal's page; or the order's own, where it is being paid already."""
    base, email = house().config.base_url, order.receipt_email or ""
    urls = Urls(base + url_for("checkout.back", ref=order.ref), base + url_for("checkout.cancel", ref=order.ref))
    try:
        return paying.start(db.session(), house().gateways.payments, order.id, urls=urls, email=email, clock=now)
    except ELSEWHERE:
        return url_for("checkout.show", ref=order.ref)
