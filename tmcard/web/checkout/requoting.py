"""A quote that holds no more: a fresh one takes its place, and what changed is said before anything is paid."""

from flask import Response, request, url_for

from tmcard.domain.orders import OrderStatus
from tmcard.domain.quotes import Changes, Start
from tmcard.services import quoting
from tmcard.services.paying import QuoteEnded
from tmcard.services.quoting import NoSuchCard, Undecided
from tmcard.store.models import Order
from tmcard.web.callers import house
from tmcard.web.checkout.access import payable_order, payer_required
from tmcard.web.checkout.forms import Pay
from tmcard.web.checkout.stops import STOPS, stopped
from tmcard.web.checkout.views import blueprint, review_page
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go


@blueprint.post("/<ref>/requote")
@payer_required
def requote(ref: str) -> Response:
    """A fresh price for the same card and plan, shown before anything is paid."""
    order = payable_order(ref)
    fresh = _fresh(order)
    if isinstance(fresh, Response):
        return fresh
    return go(url_for("checkout.show", ref=fresh.ref, after=_before(fresh, order)))


@blueprint.post("/<ref>/starts")
@payer_required
def choose_start(ref: str) -> Response:
    """A fresh quote for the same card and plan that starts at another time."""
    order, wish = payable_order(ref), request.form.get("starts", "")
    if order.status != OrderStatus.OPEN or wish not in set(Start):
        return go(url_for("checkout.show", ref=ref))
    fresh = _fresh(order, Start(wish))
    return (
        fresh
        if isinstance(fresh, Response)
        else go(url_for("checkout.show", ref=fresh.ref, after=_before(fresh, order)))
    )


@blueprint.get("/<ref>/starts")
@payer_required
def start_astray(ref: str) -> Response:
    """Somebody opened the address of a button: show where it is."""
    return go(url_for("checkout.show", ref=ref))


def halted(order: Order, error: Exception, form: Pay) -> Response:
    """Why paying does not begin. Where the quote holds no more: the fresh one, what it changes, and one button."""
    if not isinstance(error, QuoteEnded):
        return stopped(order, error)
    fresh = _fresh(order)
    if isinstance(fresh, Response):
        return fresh
    if fresh.status != OrderStatus.OPEN:
        return go(url_for("checkout.show", ref=fresh.ref))
    if Changes(order.promise, fresh.promise).of_terms:
        form.terms.data = False  # other terms are agreed to anew
    form.loss.data = False  # and so is another loss
    return review_page(fresh, form, 409, earlier=order)


def _before(fresh: Order, order: Order) -> str | None:
    """What the review of a fresh quote compares it with."""
    return order.ref if fresh.status == OrderStatus.OPEN and fresh.id != order.id else None


def _fresh(order: Order, starts: Start | None = None) -> Order | Response:
    """The order that takes the place of `order`, or the page that says why none can."""
    carriers = house().gateways.capabilities
    try:
        return quoting.requote(db.session(), order, now=now(), starts=starts, carriers=carriers)
    except NoSuchCard:
        return go(url_for("plans.index"))
    except Undecided:
        return go(url_for("checkout.show", ref=order.ref))
    except tuple(STOPS) as reason:
        return stopped(order, reason)
