"""The one button: the quote is frozen and paying begins. If anything is not as it was shown, nothing is charged."""

from flask import Response, request, url_for

from tmcard.services import renewing
from tmcard.services.quoting import CannotRenew
from tmcard.services.quoting.quote import Wish
from tmcard.services.renewing import LinkOver
from tmcard.store.models import Link, Order
from tmcard.web import approving, i18n, said, visits
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.doors import pages
from tmcard.web.doors.forms import Renew
from tmcard.web.doors.said import MOVED, STOPS
from tmcard.web.doors.suggesting import Suggested, suggested
from tmcard.web.doors.views import blueprint, known
from tmcard.web.fields import name_of
from tmcard.web.htmx import go


@blueprint.post("/renew/<link>")
def pay(link: str) -> Response:
    """Pay what was shown: with `way` at PayPal at once, else among all ways."""
    found = known(link)
    if isinstance(found, Response):
        return found
    sku = request.form.get("shown", "").partition("|")[0]
    try:
        return _pay(found, suggested(found, sku or None))
    except CannotRenew as refusal:
        return pages.cannot(found, refusal)
    except LinkOver as over:
        return pages.over(found, over.standing, url_for("doors.send_again", link=link))


def _pay(link: Link, choice: Suggested | None) -> Response:
    if choice is None:
        return pages.offer(link, None)
    form = Renew(choice)
    is_good = form.validate_on_submit()
    if form.has_moved:
        form.loss.data = False  # another loss is agreed to anew
        return pages.offer(link, choice, form, MOVED)
    if not is_good:
        return pages.offer(link, choice, form)
    try:
        order = _order(link, choice, form)
        return go(approving.begin(order) if _is_shown(order, choice) and _wants_paypal() else _page_of(order))
    except tuple(STOPS) as error:
        return pages.offer(link, suggested(link, choice.choice.offer.sku), None, STOPS[type(error)])


def _order(link: Link, choice: Suggested, form: Renew) -> Order:
    wish = Wish(
        owner_id=link.owner_id,
        card_ref=link.card.ref if link.card is not None else "",
        sku=choice.choice.offer.sku,
        form_token=name_of(form.form_token.data, link.ref, form.shown.data),
        currency=choice.choice.price.currency,
        locale=i18n.language(),
        zone=i18n.zone(),
        starts=choice.starts,
        link_id=link.id,
        visitor_hash=visits.visitor_hash(),
        codes=said.codes(),
        email=form.email.data or None,
    )
    carriers = house().gateways.capabilities
    return renewing.order(db.session(), wish, form.email.data or "", now=now(), carriers=carriers)


def _is_shown(order: Order, choice: Suggested) -> bool:
    """Whether the quote is what was shown: between two reads a price may have changed."""
    shown = (choice.choice.price, choice.choice.data_bytes, choice.effect.before.ends_at)
    return (order.price, order.data_bytes, order.before_ends_at) == shown


def _wants_paypal() -> bool:
    return request.form.get("way") == "paypal"


def _page_of(order: Order) -> str:
    return url_for("checkout.show", ref=order.ref)
