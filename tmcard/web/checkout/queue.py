"""What can be done about a renewal that waits for its turn: have the money back, or have the renewal now."""

from flask import Response, make_response, render_template, url_for

from tmcard.domain.orders import AWAITED, OrderStatus
from tmcard.services import queueing
from tmcard.store import payments, refunds
from tmcard.store.models import Order
from tmcard.web.callers import wake
from tmcard.web.checkout.access import payer_required, seat_at, visible_order
from tmcard.web.checkout.views import blueprint
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go


@blueprint.get("/<ref>/cancel-queued")
@payer_required
def cancel_queued(ref: str) -> Response:
    """Ask once more: what is cancelled, and what comes back."""
    order = visible_order(ref)
    if order.status != OrderStatus.QUEUED:
        return go(url_for("checkout.show", ref=ref))
    return _page(order, 200)


@blueprint.post("/<ref>/cancel-queued")
@payer_required
def cancel_queued_now(ref: str) -> Response:
    """Give the money back; or say that the renewal was quicker. A second press finds what the first did."""
    order = visible_order(ref)
    if queueing.cancel(db.session(), order.id, now()):
        _wake_payment(order)
    elif order.paid_at is not None and visible_order(ref).status in (AWAITED | {OrderStatus.CREDITED}):
        return _page(visible_order(ref), 409)
    return go(url_for("checkout.show", ref=ref))


@blueprint.post("/<ref>/start-queued")
@payer_required
def start_queued(ref: str) -> Response:
    """Do not wait any longer."""
    order = visible_order(ref)
    if queueing.start_now(db.session(), order.id, now()):
        wake().order(order.id)
    return go(url_for("checkout.show", ref=ref))


@blueprint.get("/<ref>/start-queued")
@payer_required
def start_queued_astray(ref: str) -> Response:
    """Somebody opened the address of the button: show where it is."""
    return go(url_for("checkout.show", ref=ref))


def _page(order: Order, status: int) -> Response:
    payment = payments.paying(db.session(), order.id)
    left = refunds.left(db.session(), payment) if payment is not None else None
    page = render_template("checkout/cancel_queued.html", order=order, left=left or order.price, seat=seat_at(order))
    return make_response(page, status)


def _wake_payment(order: Order) -> None:
    payment = payments.paying(db.session(), order.id)
    if payment is not None:
        wake().payment(payment.id)
